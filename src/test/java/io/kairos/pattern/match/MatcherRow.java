package io.kairos.pattern.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.pattern.match.Matcher.Partials;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one matcher knows of one player, as a row holds it.
 *
 * @param held paths that are complete and kept back
 */
public record MatcherRow(Partials partials, List<Path> held) {

    /** Whose row it is. */
    public static final String PLAYER = "ada";

    /** A state of the graph, and a path that waits there. */
    public record Wait(int state, Path path) {}

    /** The same, written and read: no object is shared. */
    public MatcherRow throughBytes(Matcher matcher) throws IOException {
        RowWriter body = new RowWriter();
        PathTable table = matcher.table();
        matcher.write(partials, table, body);
        Values.writeLength(held.size(), body);
        for (Path path : held) {
            Values.writeLength(table.reference(path), body);
        }
        EventPool pool = new EventPool(PLAYER);
        pool.begin();
        EventPool.Part events = new EventPool.Part(pool);
        RowWriter paths = new RowWriter();
        table.write(events, paths);
        RowWriter part = new RowWriter();
        events.write(part);
        RowWriter row = new RowWriter();
        pool.write(row);
        part.writeTo(row);
        paths.writeTo(row);
        body.writeTo(row);
        return read(matcher, new RowReader(row.toByteArray()));
    }

    private static MatcherRow read(Matcher matcher, RowReader in) throws IOException {
        EventPool.Part events = EventPool.Part.read(EventPool.read(PLAYER, in), in);
        PathTable table = matcher.table();
        table.read(events, in);
        Partials partials = matcher.read(table, in);
        List<Path> held = new ArrayList<>();
        for (int left = Values.readLength(in); left > 0; left--) {
            held.add(table.path(Values.readLength(in)));
        }
        assertThat(in.left()).isZero();
        return new MatcherRow(partials, held);
    }

    /** The partial matches, each with where it waits. */
    public List<Wait> waits(Matcher matcher) {
        List<Wait> waits = new ArrayList<>();
        for (Path path : matcher.paths(partials)) {
            for (Partial partial = path.waiting; partial != null; partial = partial.sibling()) {
                waits.add(new Wait(partial.state, path));
            }
        }
        return waits;
    }
}
