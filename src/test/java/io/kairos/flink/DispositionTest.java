package io.kairos.flink;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.playbook.Bundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a player said of being spoken to, and how weary he is, are there after a crash and a change of parallelism. */
class DispositionTest {
    private static final long HOUR = 3_600 * SECOND;
    private static final Bundle PLAYBOOK = new Bundle(
            1,
            "ann",
            "for a test",
            Map.of(
                    "events.yaml",
                    """
                    events:
                      looked: { actor: player }
                      asked:  { actor: player }
                      consent_changed: { actor: player, fact: true, attributes: { by: [SITE], product: [SPORTS, ALL], purpose: [MARKETING, PROFILING], opted_in: boolean } }
                      player_preferences: { actor: player, fact: true, attributes: { snooze: string, snooze_until: time, no_nudge: boolean } }
                      offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [DISMISSED, ACCEPTED, OPTED_OUT] } }
                    """,
                    "offers.yaml",
                    """
                    offers:
                      hint: { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
                      help: { class: help, lasts: 60s, channels: [in_app], message: "Help." }
                    """,
                    "policy.yaml",
                    """
                    restraint:
                      caps: [3 per 2h]
                      back_off: { after: [2 dismissed per 1h], for: 1h, doubling_to: 4h, forgiven_by: accepted }
                    consent: { from: consent_changed, needs: { information: [product, channel, profiling] } }
                    """,
                    "patterns/hinting.yaml",
                    "pattern: hinting\nsequence: [{ on: looked }]\noffers: [hint]\nbecause: You were here.\n",
                    "patterns/helping.yaml",
                    "pattern: helping\nsequence: [{ on: asked }]\noffers: [help]\nbecause: You were here.\n"));

    private final Settings settings = Settings.of(Map.of("time.fresh", "event"));
    private final List<Subtasks> opened = new ArrayList<>();
    private Subtasks job;
    private int restores;

    @AfterEach
    void closeAll() throws Exception {
        for (Subtasks subtasks : opened) {
            subtasks.close();
        }
    }

    private void start() throws Exception {
        job = Subtasks.start(1, PLAYBOOK, settings, NOON);
        opened.add(job);
    }

    private void reads(String type, long at, Object... attributes) throws Exception {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            values.put((String) attributes[i], attributes[i + 1]);
        }
        Arrival arrival = event("ada", type, at, values);
        job.reads(arrival);
    }

    /** The job dies, and goes on with another number of subtasks. */
    private void dies() throws Exception {
        job = job.die().restore(1 + ++restores % 3, PLAYBOOK, NOON);
        opened.add(job);
        job.hush();
    }

    private void consents(long at, boolean yes, String purpose) throws Exception {
        reads("consent_changed", at, "opted_in", yes, "purpose", purpose, "product", "ALL", "by", "SITE");
    }

    @Test
    void consentAndItsEnd() throws Exception {
        start();
        consents(NOON, true, "MARKETING");
        consents(NOON + 1, true, "PROFILING");
        dies();
        reads("looked", NOON + 2);
        assertThat(job.said(DECISION, "reason")).containsExactly("OFFERED");
        dies();
        consents(NOON + 3, false, "MARKETING");
        assertThat(job.said(OFFER, "status")).containsExactly("WITHDRAWN");
        assertThat(job.said(OFFER, "reason")).containsExactly("NO_CONSENT");
        dies();
        reads("looked", NOON + 4);
        assertThat(job.said(DECISION, "reason")).containsExactly("NO_CONSENT");
    }

    @Test
    void aSnoozeToItsLastMillisecond() throws Exception {
        start();
        reads("player_preferences", NOON, "snooze", "help", "snooze_until", NOON + HOUR);
        dies();
        reads("asked", NOON + HOUR - 1);
        assertThat(job.said(DECISION, "reason")).containsExactly("SNOOZED");
        dies();
        reads("asked", NOON + HOUR);
        assertThat(job.said(DECISION, "reason")).containsExactly("OFFERED");
    }

    @Test
    void aStopOfAnOfferThatIsOver() throws Exception {
        start();
        reads("asked", NOON);
        String reference = (String) job.said(OFFER, "stop_reference").get(0);
        job.timeIs(NOON + 10 * 60 * SECOND);
        dies();
        reads("offer_feedback", NOON + 11 * 60 * SECOND, "offer_id", reference, "stage", "OPTED_OUT");
        dies();
        reads("asked", NOON + 12 * 60 * SECOND);
        assertThat(job.said(DECISION, "detail")).containsExactly("help of helping");
        assertThat(job.said(DECISION, "reason")).containsExactly("STOPPED");
    }

    @Test
    void dismissalsTheSilenceAndItsDoubling() throws Exception {
        start();
        long time = NOON;
        for (long lasts : new long[] {HOUR, 2 * HOUR}) {
            for (int i = 0; i < 2; i++) {
                reads("asked", time);
                Object offer = job.said(OFFER, "offer_id").get(job.said(OFFER).size() - 1);
                dies();
                reads("offer_feedback", time + 1, "offer_id", offer, "stage", "DISMISSED");
                time += 10;
            }
            long until = time - 9 + lasts;
            dies();
            reads("asked", until - 1);
            assertThat(job.said(DECISION, "reason")).containsExactly("BACKED_OFF");
            time = until + HOUR;
            dies();
        }
    }

    @Test
    void capsOverEverything() throws Exception {
        start();
        for (int i = 0; i < 3; i++) {
            reads("asked", NOON + i * 300 * SECOND);
            reads(
                    "offer_feedback",
                    NOON + i * 300 * SECOND + 1,
                    "offer_id",
                    job.said(OFFER, "offer_id").get(0),
                    "stage",
                    "ACCEPTED");
            dies();
        }
        reads("asked", NOON + 2 * HOUR - 1);
        assertThat(job.said(DECISION, "detail")).containsExactly("policy 3 per 2h");
        dies();
        reads("asked", NOON + 2 * HOUR);
        assertThat(job.said(DECISION, "reason")).containsExactly("OFFERED");
    }
}
