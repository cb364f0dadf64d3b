package io.kairos.flink;

import io.kairos.event.Occurrence;
import io.kairos.pattern.compile.FlinkMatcherFactory;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.Path;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Matchers with a defect: an event with the attribute {@code stumble} is too much for
 * them, and so is a completed match of {@code bob}'s. */
final class Stumbling implements MatcherFactory {
    private final MatcherFactory sound = new FlinkMatcherFactory();

    @Override
    public Matcher compile(Pattern pattern, Vocabulary vocabulary) {
        Matcher matcher = sound.compile(pattern, vocabulary);
        return new Matcher() {
            @Override
            public Partials none() {
                return matcher.none();
            }

            @Override
            public List<Path> on(Partials partials, Occurrence event, int arrival, Scope scope) {
                List<Path> paths = matcher.on(partials, event, arrival, scope);
                if (event.event().attributes().containsKey("stumble")) {
                    throw new IllegalStateException(
                            "stumbled over " + event.event().eventId());
                }
                return paths;
            }

            @Override
            public List<Path> paths(Partials partials) {
                return matcher.paths(partials);
            }

            @Override
            public void drop(Partials partials, Predicate<Path> chosen) {
                matcher.drop(partials, path -> {
                    boolean ends = chosen.test(path);
                    if (ends && path.first().event().playerId().equals("bob")) {
                        throw new IllegalStateException("stumbled over bob");
                    }
                    return ends;
                });
            }

            @Override
            public void write(Partials partials, EventPool pool, DataOutput out) throws IOException {
                matcher.write(partials, pool, out);
            }

            @Override
            public Partials read(EventPool pool, DataInput in) throws IOException {
                return matcher.read(pool, in);
            }
        };
    }

    @Override
    public void close() {
        sound.close();
    }
}
