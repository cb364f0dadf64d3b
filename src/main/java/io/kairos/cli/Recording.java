package io.kairos.cli;

import io.kairos.event.EventJson;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.AvroCodec;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.UndecodableException;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The events of one player, and all that has to be known beside them to take the same steps again: what concerned
 * everybody, and what came from his devices before he logged in.
 */
final class Recording {
    private final String player;
    private final Vocabulary vocabulary;
    private final Set<String> devices = new HashSet<>();
    private final List<PlayerEvent> own = new ArrayList<>();
    private final List<PlayerEvent> all = new ArrayList<>();
    private long latest = Long.MIN_VALUE;
    private boolean cut;

    /** Something with events in it, which can be read more than once. */
    interface Source {
        void each(Consumer<PlayerEvent> event);
    }

    private Recording(String player, Vocabulary vocabulary) {
        this.player = player;
        this.vocabulary = vocabulary;
    }

    /**
     * Of files, in their order.
     *
     * @param vocabulary null if no steps are to be taken
     */
    static Recording of(String player, Vocabulary vocabulary, List<Path> files, Story story, Progress progress) {
        EventFiles lines = new EventFiles(files);
        return of(
                player,
                vocabulary,
                story,
                each -> lines.read(line -> {
                    progress.one(lines.share());
                    try {
                        each.accept(EventJson.read(line.text()));
                    } catch (EventJson.NoEventException e) {
                        // a backtest says which lines are none
                    }
                }));
    }

    /** Of the topics, in the order of the player's clock: what concerns everybody came on other partitions. */
    static Recording of(String player, Vocabulary vocabulary, KafkaSettings settings, Story story, Progress progress) {
        List<String> topics = RecordTopic.ofEvents(settings);
        Recording recording = of(
                player,
                vocabulary,
                story,
                each -> topics.forEach(topic -> {
                    try (RecordTopic<PlayerEvent> events = openEvents(settings, topic)) {
                        events.toTheEnd(progress, each);
                    }
                }));
        recording.sort();
        return recording;
    }

    /**
     * His own events of the topics, and nothing to take steps again by: those written since a time, and of these at most
     * the last {@code most} records of everybody's.
     */
    static Recording ownSince(long time, long most, KafkaSettings settings, Story story, Progress progress) {
        Recording recording = new Recording(story.player(), null);
        List<String> topics = RecordTopic.ofEvents(settings);
        for (String topic : topics) {
            try (RecordTopic<PlayerEvent> events = openEvents(settings, topic)) {
                recording.cut |= events.since(time, most / topics.size());
                events.toTheEnd(progress, event -> recording.learn(event, story));
            }
        }
        return recording;
    }

    private static RecordTopic<PlayerEvent> openEvents(KafkaSettings settings, String topic) {
        return RecordTopic.open(settings, topic, Recording::event, true);
    }

    /** What is no event is on the dead letters. */
    private static PlayerEvent event(AvroCodec codec, byte[] value) {
        try {
            return codec.decodeEvent(value);
        } catch (UndecodableException e) {
            return null;
        }
    }

    private static Recording of(String player, Vocabulary vocabulary, Story story, Source source) {
        Recording recording = new Recording(player, vocabulary);
        source.each(event -> recording.learn(event, story));
        source.each(recording::take);
        return recording;
    }

    private void learn(PlayerEvent event, Story story) {
        latest = Math.max(latest, event.at());
        if (player.equals(event.playerId())) {
            own.add(event);
            if (event.hasAnonymousId()) {
                devices.add(event.anonymousId());
            }
        } else if (event.playerId() != null) {
            story.seen(event.playerId());
        }
    }

    private void take(PlayerEvent event) {
        boolean ofHisDevice = event.hasAnonymousId() && devices.contains(event.anonymousId());
        if (player.equals(event.playerId()) || ofHisDevice || event.playerId() == null && isForAll(event)) {
            all.add(event);
        }
    }

    private boolean isForAll(PlayerEvent event) {
        EventType type = vocabulary == null ? null : vocabulary.type(event.type());
        return type != null && type.forAll();
    }

    private void sort() {
        Map<PlayerEvent, Long> clocks = new IdentityHashMap<>();
        long clock = Long.MIN_VALUE;
        for (PlayerEvent event : all) {
            clock = isForAll(event) ? clock : Math.max(clock, event.at());
            clocks.put(event, isForAll(event) ? event.at() : clock);
        }
        all.sort(Comparator.comparing(clocks::get));
    }

    /** His own, in order. */
    List<PlayerEvent> own() {
        return own;
    }

    /** Whether there are more than were read. */
    boolean isCut() {
        return cut;
    }

    /** With what has to be known beside. */
    List<PlayerEvent> all() {
        return all;
    }

    /** The time of the latest event of anybody: until then it is known that nothing else came. */
    long latest() {
        return latest;
    }
}
