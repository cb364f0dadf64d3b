package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.playbook.Correction;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One player, his features, and a clock that events move. */
final class FeaturePlay {
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private FeatureMemory memory = FeatureMemory.none("ada");
    private FeatureIndex index;
    private long version;

    /** His row while he is away; else null. */
    private byte[] away;

    private long clock = Long.MIN_VALUE;
    private int events;
    private long session = Long.MIN_VALUE;
    private final List<String> uncorrectable = new ArrayList<>();

    /** {@code void} undoes the bet or the win that it names as {@code of} and happened {@code when}. */
    private static final Vocabulary WITH_CORRECTIONS = new Vocabulary(Map.of(
            "void",
            new EventType(
                    "void",
                    false,
                    true,
                    false,
                    0,
                    Map.of(),
                    List.of(
                            new Correction(TestExpressions.attributeIs("of", "bet"), "bet", "when", Map.of()),
                            new Correction(TestExpressions.attributeIs("of", "win"), "win", "when", Map.of())))));

    static FeaturePlay with(FeatureBuilder... builders) {
        FeaturePlay play = new FeaturePlay();
        play.rulesBecome(builders);
        return play;
    }

    void rulesBecome(FeatureBuilder... builders) {
        features.clear();
        for (FeatureBuilder builder : builders) {
            Feature feature = builder.build();
            features.put(feature.id(), feature);
        }
        Map<String, String> lineages = index == null ? Map.of() : index.lineages();
        index = FeatureIndex.of(features.values(), features.keySet(), WITH_CORRECTIONS, ++version, lineages);
        if (away == null) {
            memory.adopt(index);
        }
    }

    /** What is known of him is a row, which waits unread. */
    FeaturePlay goesAway() {
        if (away == null) {
            memory.over();
            away = row();
        }
        return this;
    }

    /** It is read under the rules of now. */
    FeaturePlay comesBack() {
        if (away != null) {
            memory = read(away);
            away = null;
        }
        return this;
    }

    /** What is known of him is a row that somebody else wrote. */
    FeaturePlay remembers(byte[] row) {
        memory = read(row);
        return this;
    }

    /** An event as it should be: on time. */
    FeaturePlay on(String type, long at, Object... attributes) {
        clock = Math.max(clock, at);
        return on(event(type, at, attributes), true);
    }

    /** A fact that comes when its time is long over. */
    FeaturePlay late(String type, long at, Object... attributes) {
        return on(event(type, at, attributes), false);
    }

    FeaturePlay on(PlayerEvent event, boolean matched) {
        clock = matched ? Math.max(clock, event.at()) : clock;
        session = session == Long.MIN_VALUE ? clock : session;
        uncorrectable.clear();
        memory.on(event, clock, matched, session, new PlayScope(event), (counter, of) -> uncorrectable.add(of));
        return this;
    }

    /** With the next event another session begins. */
    FeaturePlay nextSession(long time) {
        session = time;
        return this;
    }

    long session() {
        return session;
    }

    /** Which features the last event could not correct. */
    List<String> uncorrectable() {
        return uncorrectable;
    }

    PlayerEvent event(String type, long at, Object... attributes) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            values.put((String) attributes[i], attributes[i + 1]);
        }
        return PlayerEvent.of("e" + events++, "ada", type, at, values);
    }

    FeatureMemory memory() {
        return memory;
    }

    long clock() {
        return clock;
    }

    Object value(String id) {
        return memory.value(id, clock);
    }

    Object valueAt(long time, String id) {
        return memory.value(id, time);
    }

    Object before(String id) {
        return memory.before(id, clock);
    }

    double number(String id) {
        return memory.number(id, clock);
    }

    int values(String id) {
        return memory.values(id);
    }

    byte[] row() {
        try {
            RowWriter row = new RowWriter();
            memory.write(row);
            return row.toByteArray();
        } catch (IOException cannotBe) {
            throw new UncheckedIOException(cannotBe);
        }
    }

    /** Through the row and back, as it goes between any two events. */
    FeaturePlay rests() {
        return goesAway().comesBack();
    }

    private FeatureMemory read(byte[] row) {
        try {
            RowReader in = new RowReader(row);
            FeatureMemory read = FeatureMemory.read("ada", in, index);
            if (in.left() > 0) {
                throw new AssertionError(in.left() + " bytes of the row were not read");
            }
            return read;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private final class PlayScope implements Scope {
        private final PlayerEvent event;

        private PlayScope(PlayerEvent event) {
            this.event = event;
        }

        @Override
        public PlayerEvent event() {
            return event;
        }

        @Override
        public long time() {
            return clock;
        }

        @Override
        public String envelope(String field) {
            return event.envelope(field);
        }

        @Override
        public Object feature(String id) {
            return value(id);
        }

        @Override
        public Object before(String id) {
            return FeaturePlay.this.before(id);
        }

        @Override
        public int valuesOf(String feature) {
            return values(feature);
        }

        @Override
        public boolean tagged(String tag) {
            return false;
        }

        @Override
        public int tagLevel(String tag) {
            return 0;
        }

        @Override
        public boolean inSession() {
            return false;
        }

        @Override
        public PlayerEvent forAll(String type) {
            return null;
        }

        @Override
        public List<PlayerEvent> matched(String alias) {
            return List.of();
        }
    }
}
