package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.RowWriter;
import io.kairos.offer.OfferRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is held about a player can be told, all of it. */
class DossierTest {
    private static final int EVENTS = 9_000;

    /** Of these it depends on the events and the playbook what is in them. */
    private static final Set<String> OPEN =
            Set.of("features", "facts", "attributes", "charged_caps", "events", "envelope");

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = Hostile.rigThatSpeaksOften();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void everySectionOfTheRowIsTold() {
        Set<String> told = new TreeSet<>();
        play((memory, i) -> {
            if (i % 8 == 0) {
                add(Dossier.of(Hostile.NAME, memory.encode(), rig.rules()), "", told);
            }
        });

        assertThat(told)
                .contains(
                        "clock",
                        "forgotten_at",
                        "envelope",
                        "recent_event_ids",
                        "features",
                        "tags.tag",
                        "tags.since",
                        "tags.until",
                        "tags.next_change",
                        "tags.pattern",
                        "tags.events",
                        "partial_matches.pattern",
                        "partial_matches.complete_at",
                        "partial_matches.events",
                        "open_offers.offer_id",
                        "open_offers.brand",
                        "open_offers.events",
                        "open_offers.message",
                        "open_offers.expires_at",
                        "delayed_moments.moment_id",
                        "delayed_moments.pattern",
                        "delayed_moments.at",
                        "delayed_moments.due",
                        "delayed_moments.events",
                        "protections.protection",
                        "protections.kind",
                        "protections.said_at",
                        "protections.holds",
                        "protections.until",
                        "charged_caps",
                        "recorded_refusals.by",
                        "recorded_refusals.until",
                        "consents.purpose",
                        "consents.product",
                        "consents.channel",
                        "consents.opted_in",
                        "consents.said_at",
                        "consents.said_on",
                        "wishes.no_nudge",
                        "wishes.no_nudge_said_at",
                        "wishes.snoozed.class",
                        "wishes.snoozed.said_at",
                        "wishes.snoozed.until",
                        "wishes.stopped.offer_id",
                        "wishes.stopped.pattern",
                        "wishes.stopped.said_at",
                        "wishes.stopped.holds",
                        "wishes.may_stop.offer_id",
                        "weariness.silences",
                        "weariness.counted_until",
                        "weariness.ignored",
                        "seen_offers.offer",
                        "seen_offers.issued",
                        "seen_offers.accepted",
                        "sent_last.by",
                        "sent_last.offer",
                        "sent_last.at",
                        "accepted_last.channel",
                        "accepted_last.at",
                        "reception.offer_id",
                        "reception.feedback",
                        "reception.end",
                        "recent_events.event_id",
                        "recent_events.type");
    }

    /** Where there is something, by name; lists are looked through. */
    private static void add(Object value, String name, Set<String> told) {
        boolean empty = value == null
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
        if (empty) {
            return;
        }
        told.add(name);
        if (OPEN.contains(name.substring(name.lastIndexOf('.') + 1))) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> add(each, name.isEmpty() ? key.toString() : name + "." + key, told));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> add(each, name, told));
        }
    }

    /** If what is told is the same, so is the row: of what stands between us and him nothing is left out. */
    @Test
    void whereTheRowHasChangedSoHasWhatIsToldOfIt() {
        Seen before = new Seen();
        play((memory, i) -> before.next(memory, i));

        assertThat(before.changes).isGreaterThan(EVENTS / 20);
    }

    private final class Seen {
        private byte[] bytes = {};
        private Map<String, Object> told = Map.of();
        private int changes;

        void next(PlayerMemory memory, int step) {
            RowWriter row = new RowWriter();
            try {
                memory.relationship.write(row);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            if (Arrays.equals(row.toByteArray(), bytes)) {
                return;
            }
            Map<String, Object> now = new LinkedHashMap<>(memory.relationship.fields());
            now.put(
                    "open_offers",
                    Dossier.of(Hostile.NAME, memory.encode(), rig.rules()).get("open_offers"));
            assertThat(now).as("after step " + step).isNotEqualTo(told);
            bytes = row.toByteArray();
            told = now;
            changes++;
        }
    }

    private interface Looking {
        void at(PlayerMemory memory, int step);
    }

    private void play(Looking looking) {
        Hostile hostile = Hostile.whoAnswers(rig.rules().playbook());
        Core core = new Core();
        PlayerMemory memory = PlayerMemory.of(Hostile.NAME);
        for (int i = 0; i < EVENTS; i++) {
            int said = rig.offers.size();
            core.on(memory, hostile.next(), rig.rules(), Now.OF_THE_MOMENT, Hostile.HEARTBEAT, rig);
            for (OfferRecord offer : rig.offers.subList(said, rig.offers.size())) {
                hostile.hears(offer);
            }
            looking.at(memory, i);
            memory = i % 7 == 0 ? PlayerMemory.decode(Hostile.NAME, memory.encode(), rig.rules()) : memory;
        }
    }
}
