package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One player, his features, and a clock that events move. */
final class FeaturePlay {
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private FeatureMemory memory = FeatureMemory.none();
    private FeatureIndex index;
    private long clock = Long.MIN_VALUE;
    private int events;

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
        index = FeatureIndex.of(features.values());
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
        memory.on(event, clock, matched, index, new PlayScope(event));
        return this;
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
        return memory.value(features.get(id), clock);
    }

    Object valueAt(long time, String id) {
        return memory.value(features.get(id), time);
    }

    Object before(String id) {
        return memory.before(features.get(id), clock);
    }

    double millis(String id) {
        return memory.millis(features.get(id), clock);
    }

    int values(String id) {
        return memory.values(features.get(id));
    }

    byte[] row() {
        try {
            ByteArrayOutputStream row = new ByteArrayOutputStream();
            memory.write(new DataOutputStream(row));
            return row.toByteArray();
        } catch (IOException cannotBe) {
            throw new UncheckedIOException(cannotBe);
        }
    }

    /** Through the row and back, as it goes between any two events. */
    FeaturePlay rests() {
        try {
            memory.over();
            ByteArrayInputStream row = new ByteArrayInputStream(row());
            memory = FeatureMemory.read(new DataInputStream(row), index);
            if (row.available() > 0) {
                throw new AssertionError(row.available() + " bytes of the row were not read");
            }
            return this;
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
