package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import java.io.IOException;

/** Over everything there ever was, or was in the session: a session that is over takes it along. */
final class FeatureTotal extends FeatureCell {
    private final Feature.Kind kind;
    private final double[] total = new double[1];
    private long count;
    private double before = Double.NaN;

    FeatureTotal(FeatureIndex.Entry entry) {
        super(entry);
        this.kind = entry.feature().kind();
    }

    @Override
    void remember(long time) {
        before = number(time);
    }

    @Override
    void count(PlayerEvent event, long time, boolean matched, double number, Object value) {
        total[0] = count == 0 ? number : Totals.add(kind, total[0], number);
        count++;
    }

    @Override
    boolean undo(long position, long time, double number, Object value) {
        if (count == 0 || !Totals.canTakeOut(kind, count, total[0], number)) {
            return false;
        }
        count--;
        total[0] = Totals.without(kind, count, total[0], number);
        return true;
    }

    @Override
    double number(long time) {
        return Totals.result(kind, count, total[0]);
    }

    @Override
    double numberBefore(long time) {
        return before;
    }

    @Override
    void write(RowWriter out) throws IOException {
        Values.writeLong(count, out);
        Totals.writeNumbers(total, 1, out);
    }

    @Override
    void read(RowReader in) throws IOException {
        count = Values.readLong(in);
        Totals.readNumbers(total, 1, in);
    }
}
