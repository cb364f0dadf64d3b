package io.kairos.pattern.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.pattern.match.Matcher.Partials;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one matcher knows of one player, as a row holds it.
 *
 * @param held paths that are complete and kept back
 */
public record MatcherRow(Partials partials, List<Path> held) {

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
        RowWriter paths = new RowWriter();
        EventPool pool = new EventPool();
        table.write(pool, paths);
        RowWriter row = new RowWriter();
        pool.write(row);
        paths.writeTo(row);
        body.writeTo(row);
        return read(matcher, row.toByteArray());
    }

    private static MatcherRow read(Matcher matcher, byte[] row) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(row));
        EventPool pool = EventPool.read(in);
        PathTable table = matcher.table();
        table.read(pool, in);
        Partials partials = matcher.read(table, in);
        List<Path> held = new ArrayList<>();
        for (int left = Values.readLength(in); left > 0; left--) {
            held.add(table.path(Values.readLength(in)));
        }
        assertThat(in.available()).isZero();
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
