package io.kairos.flink;

import io.kairos.event.Occurrence;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.Conditions;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.Path;
import io.kairos.pattern.match.PathTable;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Matchers with a defect: an event with the attribute {@code stumble} is too much for
 * them, and so is a completed match of {@code bob}'s. */
final class Stumbling implements MatcherFactory {
    private final MatcherFactory sound = new CompactMatcherFactory();

    @Override
    public Conditions conditions() {
        return sound.conditions();
    }

    @Override
    public Matcher compile(Pattern pattern, Sequence sequence) {
        Matcher matcher = sound.compile(pattern, sequence);
        return new Matcher() {
            @Override
            public Partials none() {
                return matcher.none();
            }

            @Override
            public List<Path> on(Partials partials, Occurrence event, Scope scope) {
                List<Path> paths = matcher.on(partials, event, scope);
                if (event.event().attributes().containsKey("stumble")) {
                    throw new IllegalStateException(
                            "stumbled over " + event.event().eventId());
                }
                return paths;
            }

            @Override
            public void advance(Partials partials, long time, Ended ended) {
                matcher.advance(partials, time, ended);
            }

            @Override
            public List<Path> paths(Partials partials) {
                return matcher.paths(partials);
            }

            @Override
            public void drop(Partials partials, Predicate<Path> chosen) {
                matcher.drop(partials, chosen);
            }

            @Override
            public void dropSame(Partials partials, Path match) {
                if (match.first().event().playerId().equals("bob")) {
                    throw new IllegalStateException("stumbled over bob");
                }
                matcher.dropSame(partials, match);
            }

            @Override
            public PathTable table() {
                return matcher.table();
            }

            @Override
            public void write(Partials partials, PathTable table, RowWriter out) throws IOException {
                matcher.write(partials, table, out);
            }

            @Override
            public Partials read(PathTable table, RowReader in) throws IOException {
                return matcher.read(table, in);
            }
        };
    }

    @Override
    public void close() {
        sound.close();
    }
}
