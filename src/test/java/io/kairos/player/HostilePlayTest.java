package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.RegistryAccess;
import io.kairos.offer.Decision;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.playbook.EventType;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.playbook.PlaybookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events as nobody should send them: one of them that no step survives would be met again after every restart. */
class HostilePlayTest {
    private static final Path PLAYBOOK = Path.of("flink-conf/playbook");
    private static final Object[] ODD_VALUES = {
        null,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        -0.0,
        Double.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1L,
        0L,
        true,
        "12",
        "",
        "\0",
        "\uD83D",
        "{count}"
    };
    private static final String[] ODD_TEXTS = {null, "", "\0", "\uD83D", "a/b:c{d}", "Mars/Phobos", "x".repeat(1_024)};

    private final AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
    private List<EventType> types;

    @Test
    void whateverEventsSayEveryStepIsDoneEveryRowReadAndEveryOutputWritten() throws IOException {
        types = List.copyOf(PlaybookReader.read(PlaybookFolder.read(PLAYBOOK))
                .playbook()
                .vocabulary()
                .types()
                .values());
        for (int seed = 0; seed < 15; seed++) {
            List<PlayerEvent> play = play(new Random(seed));
            try (Rig rig = Rig.of(PLAYBOOK)) {
                for (PlayerEvent event : play) {
                    assertThatCode(() -> rig.on(event).until(event.at() - 500))
                            .describedAs("seed %d, event %s", seed, event)
                            .doesNotThrowAnyException();
                }
                rig.toTheEnd();
                outputs(rig).forEach(output -> codec.encode("any", output));
            }
        }
    }

    @Test
    void everyFeatureOfTheReferencePlaybookIsKeptAndComesToKnowSomething() throws IOException {
        Path reference = Path.of("..", "shared", "playbook");
        assumeTrue(Files.isDirectory(reference), "no reference playbook here");
        Playbook playbook = PlaybookReader.read(PlaybookFolder.read(reference)).playbook();
        types = List.copyOf(playbook.vocabulary().types().values());
        Set<String> known = new TreeSet<>();
        for (int seed = 0; seed < 200 && known.size() < playbook.featuresRead().size(); seed++) {
            try (Rig rig = Rig.of(reference)) {
                for (PlayerEvent event : play(new Random(seed))) {
                    rig.on(event);
                    PlayerMemory ada = rig.memory("ada");
                    for (String id : playbook.featuresRead()) {
                        Object value = ada.features.value(id, ada.clock);
                        if (value != null && !value.equals(Long.MAX_VALUE) && !value.equals(0.0)) {
                            known.add(id);
                        }
                    }
                }
            }
        }
        assertThat(playbook.featuresRead()).hasSizeGreaterThan(20);
        assertThat(known).containsAll(playbook.featuresRead());
    }

    private static Stream<Output> outputs(Rig rig) {
        return Stream.of(
                        rig.offers.stream().map(OfferRecord::output),
                        rig.decisions.stream().map(Decision::output),
                        rig.tags.stream().map(TagChange::output))
                .flatMap(some -> some);
    }

    private List<PlayerEvent> play(Random dice) {
        List<PlayerEvent> events = new ArrayList<>();
        long time = Play.NOON;
        for (int i = 0; i < 250; i++) {
            time += dice.nextInt(dice.nextInt(3) == 0 ? 60_000 : 2_000);
            EventType type = types.get(dice.nextInt(types.size()));
            Map<String, Object> attributes = new LinkedHashMap<>();
            for (Map.Entry<String, Attribute> attribute : type.attributes().entrySet()) {
                attributes.put(attribute.getKey(), value(attribute.getValue(), dice, time));
            }
            // some ids come again, after few events and after many
            String id = dice.nextInt(40) == 0 ? "again-" + dice.nextInt(2) : "e" + i;
            long at = dice.nextInt(50) == 0 ? 1 : dice.nextInt(10) == 0 ? time - dice.nextInt(20_000) : time;
            events.add(new PlayerEvent(
                    id,
                    "ada",
                    null,
                    type.id(),
                    at,
                    text(dice),
                    text(dice),
                    text(dice),
                    text(dice),
                    text(dice),
                    text(dice),
                    text(dice),
                    text(dice),
                    attributes));
        }
        return events;
    }

    private static Object value(Attribute attribute, Random dice, long time) {
        if (dice.nextInt(3) == 0) {
            return ODD_VALUES[dice.nextInt(ODD_VALUES.length)];
        }
        if (!attribute.listed().isEmpty()) {
            return attribute.listed().get(dice.nextInt(attribute.listed().size()));
        }
        return switch (attribute.type()) {
            case STRING -> "v" + dice.nextInt(3);
            case NUMBER -> (double) dice.nextInt(100);
            case BOOLEAN -> dice.nextBoolean();
            case TIME -> time + dice.nextInt(600_000);
            case DURATION -> (long) dice.nextInt(100_000);
        };
    }

    private static String text(Random dice) {
        return ODD_TEXTS[dice.nextInt(ODD_TEXTS.length)];
    }
}
