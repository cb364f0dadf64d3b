package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a player does and whenever time is looked at, these hold of what he is offered. */
class OfferLawTest {
    private static final int STREAMS = 150;
    private static final int EVENTS = 80;
    private static final String[] PLAYBOOK = {
        "events.yaml",
        """
        events:
          seen: { actor: player, attributes: { ends: time } }
          went: { actor: player }
          paid: { actor: system, fact: true }
          offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED] } }
          rg_self_excluded: { actor: player, fact: true }
          rg_self_exclusion_ended: { actor: system, fact: true }
          rg_timeout_started: { actor: player, fact: true, attributes: { until: time } }
        """,
        "tags.yaml",
        "tags: { warm: { about: is warm }, harmed: { about: no gifts, suppress: [inducement] } }",
        "offers.yaml",
        """
        offers:
          hint: { class: information, lasts: 10s, channels: [in_app], message: "A hint." }
          gift: { class: inducement, lasts: 6s, channels: [in_app], message: "A gift." }
          care: { class: care, lasts: 20s, channels: [in_app], message: "A break?" }
        """,
        "patterns/at-once.yaml",
        """
        pattern: at-once
        sequence: [{ on: seen }]
        unless: "tagged('warm')"
        tag: { name: warm, for: 4s }
        offers: [gift, hint]
        because: You were here.
        until: went
        caps: [2 per 20s, 3 per 60s]
        """,
        "patterns/quiet.yaml",
        """
        pattern: quiet
        sequence: [{ on: seen }, { no: any, for: 3s }]
        offers: [hint]
        because: You were here.
        until: any
        caps: [1 per 15s]
        priority: 40
        """,
        "patterns/paid-up.yaml",
        """
        pattern: paid-up
        sequence: [{ on: paid }]
        offers: [care]
        because: You were here.
        caps: [1 per session]
        priority: 60
        """,
        "patterns/twice.yaml",
        """
        pattern: twice
        sequence: [{ on: seen, as: it, times: 2, within: 5s }]
        tag: { name: harmed, for: 6s }
        offers: [gift, hint]
        because: You were here.
        not_after: it.ends
        """,
    };
    private static final Map<String, long[][]> CAPS = Map.of(
            "at-once", new long[][] {{2, 20_000}, {3, 60_000}},
            "quiet", new long[][] {{1, 15_000}});

    private static final Set<String> BY_SYSTEM = Set.of("paid", "rg_self_exclusion_ended");

    private final Set<Status> seen = EnumSet.noneOf(Status.class);
    private int issued;
    private int refusedProtected;

    @Test
    void everyOfferEndsOnceCapsHoldNothingReachesTheProtectedAndCutsChangeNothing() {
        for (int seed = 0; seed < STREAMS; seed++) {
            try (Rig whole = Rig.of(PLAYBOOK);
                    Rig cut = Rig.of(PLAYBOOK)) {
                List<PlayerEvent> events = new ArrayList<>();
                Random random = new Random(seed);
                String as = "seed " + seed;
                playAndWatch(whole, random, events, as);
                long time = NOON;
                for (PlayerEvent event : events) {
                    while (event.at() > time && random.nextInt(3) > 0) {
                        time += 1 + random.nextLong(event.at() - time);
                        cut.until(time);
                    }
                    cut.on(event);
                    time = Math.max(time, event.at());
                }
                cut.toTheEnd();
                assertThat(cut.offers).as(as).isEqualTo(whole.offers);
                assertThat(cut.tags).as(as).isEqualTo(whole.tags);
                assertThat(cut.decisions).as(as).isEqualTo(whole.decisions);
                endsOnce(whole.offers, as);
                keepsCaps(whole.offers, as);
                refusedProtected += whole.counted("decisions PROTECTED");
            }
        }
        assertThat(seen).as("every way to end was met").containsExactlyInAnyOrder(Status.values());
        assertThat(issued).isGreaterThan(STREAMS);
        assertThat(refusedProtected).isGreaterThan(STREAMS / 10);
    }

    /** Plays, and holds at every event what protects the player, by the letter, against what he is offered. */
    private static void playAndWatch(Rig rig, Random random, List<PlayerEvent> events, String as) {
        Play play = Play.player("ada").in("session_id", "s0");
        boolean excluded = false;
        long timedOutUntil = 0;
        int known = 0;
        String session = "s0";
        Set<String> paidUpIn = new HashSet<>();
        for (int i = 0; i < EVENTS; i++) {
            play.waits(random.nextInt(4) == 0 ? 0 : random.nextLong(6_000));
            if (random.nextInt(25) == 0) {
                play.in("session_id", "s" + i);
            }
            something(play, random, rig.offers);
            PlayerEvent event = play.last();
            events.add(event);
            rig.on(event);
            if (!BY_SYSTEM.contains(event.type())) {
                session = event.sessionId();
            }
            for (OfferRecord offer : rig.offers.subList(known, rig.offers.size())) {
                if (offer.status() == Status.ISSUED) {
                    assertThat(excluded).as(as + ": excluded at " + offer).isFalse();
                    assertThat(offer.at()).as(as + ": timed out").isGreaterThanOrEqualTo(timedOutUntil);
                    assertThat(!offer.pattern().equals("paid-up") || paidUpIn.add(session))
                            .as(as + ": once per session, " + offer)
                            .isTrue();
                }
            }
            known = rig.offers.size();
            switch (event.type()) {
                case "rg_self_excluded" -> excluded = true;
                case "rg_self_exclusion_ended" -> excluded = false;
                case "rg_timeout_started" ->
                    timedOutUntil = (Long) event.attributes().get("until");
                default -> {}
            }
        }
        rig.toTheEnd();
    }

    private static void something(Play play, Random random, List<OfferRecord> offers) {
        int kind = random.nextInt(100);
        if (kind < 45) {
            play.does("seen", "ends", play.now() + random.nextLong(-2_000, 15_000));
        } else if (kind < 57) {
            play.does("went");
        } else if (kind < 72) {
            play.does("paid");
        } else if (kind < 77) {
            play.at(play.now() - random.nextLong(20_000), "paid");
        } else if (kind < 91 && !offers.isEmpty()) {
            OfferRecord offer = offers.get(Math.max(0, offers.size() - 1 - random.nextInt(3)));
            play.does(
                    "offer_feedback",
                    "offer_id",
                    offer.offerId(),
                    "stage",
                    List.of("SHOWN", "ACCEPTED", "DISMISSED").get(random.nextInt(3)));
        } else if (kind < 93) {
            play.does("rg_self_excluded");
        } else if (kind < 98) {
            play.does("rg_self_exclusion_ended");
        } else {
            play.does("rg_timeout_started", "until", play.now() + random.nextLong(20_000));
        }
    }

    private void endsOnce(List<OfferRecord> records, String as) {
        Map<String, OfferRecord> open = new HashMap<>();
        for (OfferRecord record : records) {
            seen.add(record.status());
            if (record.status() == Status.ISSUED) {
                issued++;
                assertThat(open).as(as + ": one open offer at a time").isEmpty();
                open.put(record.offerId(), record);
            } else {
                OfferRecord begun = open.remove(record.offerId());
                assertThat(begun).as(as + ": an end of what is open, " + record).isNotNull();
                assertThat(record.at()).as(as).isBetween(begun.issuedAt(), begun.expiresAt());
                assertThat(record.at() == begun.expiresAt())
                        .as(as + ": at its deadline and only there it expires")
                        .isEqualTo(record.status() == Status.EXPIRED);
            }
        }
        assertThat(open).as(as + ": every offer ends").isEmpty();
    }

    private static void keepsCaps(List<OfferRecord> records, String as) {
        CAPS.forEach((pattern, caps) -> {
            List<Long> times = records.stream()
                    .filter(offer ->
                            offer.status() == Status.ISSUED && offer.pattern().equals(pattern))
                    .map(OfferRecord::at)
                    .toList();
            for (long[] cap : caps) {
                for (long end : times) {
                    assertThat(times.stream()
                                    .filter(time -> time > end - cap[1] && time <= end)
                                    .count())
                            .as(as + ": " + pattern)
                            .isLessThanOrEqualTo(cap[0]);
                }
            }
        });
    }
}
