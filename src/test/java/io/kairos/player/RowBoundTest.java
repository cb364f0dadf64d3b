package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.playbook.EventType;
import io.kairos.playbook.EventType.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever one player sends, his row stays below a size that the playbook and the longest event decide, however long he
 * goes on. {@code -Drow.events=1000000} lets him go on for longer.
 */
class RowBoundTest {
    private static final int EVENTS = Integer.getInteger("row.events", 100_000);

    /** After so many the row is read again, as another task would. */
    private static final int STEPS = 25;

    private static final int LONGEST_TEXT = 100;
    private static final int MOST_BYTES = 100_000;

    @Test
    void aHundredThousandEventsOfEveryTypeAtRandomLeaveTheRowSmallAtEveryMoment() {
        try (Rig rig = Rig.ofDefaultPlaybook()) {
            Rules rules = rig.rules();
            Hostile hostile = new Hostile(
                    List.copyOf(rules.playbook().vocabulary().types().values()));
            Heard heard = new Heard();
            Core core = new Core();
            PlayerMemory memory = PlayerMemory.of("mallory");
            int largest = 0;
            for (int i = 0; i < EVENTS; i++) {
                core.on(memory, hostile.next(), rules, Now.OF_THE_MOMENT, ForAll.NOTHING, heard);
                byte[] row = memory.encode();
                largest = Math.max(largest, row.length);
                if (i % STEPS == 0) {
                    memory = PlayerMemory.decode("mallory", row, rules);
                }
            }
            assertThat(heard.moments).as("moments").isGreaterThan(EVENTS / 1_000);
            assertThat(heard.offers).as("offers").isPositive();
            assertThat(heard.tags).as("changes of tags").isPositive();
            assertThat(largest).as("bytes of the largest row").isBetween(5_000, MOST_BYTES);
        }
    }

    /** Sends everything: what is declared, what is not, early, late, in one slip or in many. */
    private static final class Hostile {
        private final Random chance = new Random(7);
        private final List<EventType> types;
        private int sent;
        private long time = Play.NOON;

        Hostile(List<EventType> types) {
            this.types = types;
        }

        PlayerEvent next() {
            EventType type = types.get(chance.nextInt(types.size()));
            time += chance.nextInt(chance.nextInt(100) == 0 ? 200_000 : 200);
            Map<String, Object> attributes = new LinkedHashMap<>();
            for (Map.Entry<String, Attribute> attribute : type.attributes().entrySet()) {
                attributes.put(attribute.getKey(), value(attribute.getValue()));
            }
            if (chance.nextInt(50) == 0) {
                attributes.put(text(), text());
            }
            return new PlayerEvent(
                    "e" + sent++,
                    "mallory",
                    null,
                    type.id(),
                    chance.nextInt(30) == 0 ? time - chance.nextInt(3_600_000) : time,
                    "s" + sent / 900,
                    chance.nextInt(100) == 0 ? text() : "brand " + chance.nextInt(2),
                    text(),
                    text(),
                    text(),
                    text(),
                    "Europe/Malta",
                    text(),
                    attributes);
        }

        private Object value(Attribute attribute) {
            if (chance.nextInt(50) == 0) {
                return text();
            }
            if (!attribute.listed().isEmpty()) {
                return attribute.listed().get(chance.nextInt(attribute.listed().size()));
            }
            return switch (attribute.type()) {
                case STRING -> chance.nextBoolean() ? "one of " + chance.nextInt(4) : text();
                case NUMBER -> chance.nextDouble() * Math.pow(10, chance.nextInt(6));
                case BOOLEAN -> chance.nextBoolean();
                case TIME -> time + chance.nextInt(172_800_000) - 86_400_000;
                case DURATION -> (long) chance.nextInt(100_000);
            };
        }

        /** Never the same, and of letters only: what looks like a word is kept apart. */
        private String text() {
            StringBuilder text = new StringBuilder();
            for (int left = chance.nextInt(LONGEST_TEXT); left >= 0; left--) {
                text.append((char) ('a' + chance.nextInt(26)));
            }
            return text.toString();
        }
    }

    private static final class Heard implements Outbox {
        private int moments;
        private int offers;
        private int tags;

        @Override
        public void moment(Decision decision) {
            moments++;
        }

        @Override
        public void decision(Decision decision) {}

        @Override
        public void offer(OfferRecord offer) {
            offers++;
        }

        @Override
        public void tag(TagChange change) {
            tags++;
        }

        @Override
        public void erased(Erasure erasure) {}

        @Override
        public void refuse(DeadLetter.Reason reason, String detail) {}

        @Override
        public void count(String counter, String of) {}
    }
}
