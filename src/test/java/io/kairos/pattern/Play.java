package io.kairos.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Counters;
import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.Match;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.PatternHost;
import io.kairos.pattern.match.Progress;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One pattern and one player, driven as the core drives them: deadlines at or before an event's time come first. */
final class Play implements Counters {
    private final PatternHost host;
    private final BooleanSupplier rests;
    final List<String> moments = new ArrayList<>();
    final List<String> counted = new ArrayList<>();
    final Map<String, Object> features = new LinkedHashMap<>();
    private Progress progress;
    private long clock = Long.MIN_VALUE;
    private int arrivals;

    Play(MatcherFactory factory, Pattern pattern, Vocabulary vocabulary, int maxPartials, boolean throughBytes) {
        this(factory, pattern, vocabulary, maxPartials, () -> throughBytes);
    }

    /** @param rests asked after each step: whether the progress is written and read there */
    Play(MatcherFactory factory, Pattern pattern, Vocabulary vocabulary, int maxPartials, BooleanSupplier rests) {
        this.host = new PatternHost(pattern, vocabulary, factory, maxPartials);
        this.rests = rests;
        this.progress = host.none();
    }

    Progress progress() {
        return progress;
    }

    PatternHost host() {
        return host;
    }

    void on(Beat beat) {
        features.clear();
        features.putAll(beat.features());
        on(beat.event());
    }

    void on(PlayerEvent event) {
        completeUntil(Math.max(clock, event.at()));
        clock = Math.max(clock, event.at());
        note(host.on(progress, new Occurrence(event, clock, arrivals++), scope(event, clock), this));
        throughBytes();
    }

    void completeUntil(long time) {
        for (long next = progress.nextDeadline(); next <= time && next != PatternHost.NEVER; ) {
            clock = Math.max(clock, next);
            note(host.at(progress, next));
            throughBytes();
            next = progress.nextDeadline();
        }
    }

    void end() {
        completeUntil(Long.MAX_VALUE - 1);
    }

    private Scope scope(PlayerEvent event, long time) {
        return new PlayScope(event, time, features, alias -> {
            throw new IllegalStateException("what is matched is the matcher's to say");
        });
    }

    private void note(List<Match> matches) {
        for (Match match : matches) {
            moments.add(match.time() + " "
                    + match.path().taken().stream()
                            .map(taken -> taken.occurrence().event().eventId())
                            .collect(Collectors.joining("+")));
        }
    }

    @Override
    public void count(String counter, String of) {
        counted.add(counter);
    }

    private void throughBytes() {
        if (rests.getAsBoolean()) {
            int size = progress.size();
            long deadline = progress.nextDeadline();
            progress = read(host, written(clock));
            assertThat(progress.size()).isLessThanOrEqualTo(size);
            assertThat(progress.nextDeadline()).isEqualTo(deadline);
        }
    }

    byte[] written(long at) {
        try {
            EventPool pool = new EventPool("ada");
            pool.begin();
            EventPool.Part events = new EventPool.Part(pool);
            RowWriter body = new RowWriter();
            host.write(progress, at, events, body);
            RowWriter part = new RowWriter();
            events.write(part);
            RowWriter row = new RowWriter();
            pool.write(row);
            part.writeTo(row);
            body.writeTo(row);
            return row.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Progress read(PatternHost host, byte[] row) {
        try {
            RowReader in = new RowReader(row);
            Progress progress = host.read(EventPool.Part.read(EventPool.read("ada", in), in), in);
            assertThat(in.left()).isZero();
            return progress;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An event by its shorthand: {@code L2@1000} or {@code S1@0(slip_id=a,selection_key=x)}; the word before @ is its id. */
    static PlayerEvent event(String shorthand) {
        String[] parts = shorthand.split("[@()]");
        Map<String, Object> attributes = new LinkedHashMap<>();
        String type = switch (parts[0].charAt(0)) {
            case 'L' -> settled("LOSS", attributes);
            case 'W' -> settled("WIN", attributes);
            case 'P' -> settled("PUSH", attributes);
            case 'B' -> "bet_placed";
            case 'S' -> "slip_selection_added";
            case 'C' -> "slip_cleared";
            case 'D' -> "deposit_succeeded";
            case 'X' -> "session_ended";
            case 'V' -> "page_viewed";
            default -> throw new IllegalArgumentException(shorthand);
        };
        if (parts.length > 2) {
            for (String attribute : parts[2].split(",")) {
                String[] pair = attribute.split("=");
                attributes.put(pair[0], pair[1].matches("\\d+") ? (Object) Long.valueOf(pair[1]) : pair[1]);
            }
        }
        return PlayerEvent.of(parts[0], "ada", type, Long.parseLong(parts[1]), attributes);
    }

    private static String settled(String outcome, Map<String, Object> attributes) {
        attributes.put("outcome", outcome);
        return "bet_settled";
    }

    record PlayScope(
            PlayerEvent event, long time, Map<String, Object> features, Function<String, List<PlayerEvent>> matching)
            implements Scope {
        @Override
        public String envelope(String field) {
            return event == null ? null : event.envelope(field);
        }

        @Override
        public Object feature(String id) {
            return features.get(id);
        }

        @Override
        public Object before(String id) {
            return null;
        }

        @Override
        public int valuesOf(String feature) {
            return features.get(feature + ".values") instanceof Integer values ? values : 0;
        }

        @Override
        public boolean tagged(String tag) {
            return false;
        }

        @Override
        public List<PlayerEvent> matched(String alias) {
            return matching.apply(alias);
        }
    }
}
