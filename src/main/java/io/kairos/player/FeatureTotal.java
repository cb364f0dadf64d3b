package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.playbook.Feature;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Over everything there ever was. */
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
    void count(PlayerEvent event, long time, boolean matched, Object value) {
        before = number(time);
        double number = kind == Feature.Kind.COUNT ? 1 : asNumber(value);
        total[0] = count == 0 ? number : Totals.add(kind, total[0], number);
        count++;
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
    void write(DataOutput out) throws IOException {
        Values.writeLong(count, out);
        Totals.writeNumbers(total, 1, out);
    }

    @Override
    void read(DataInput in) throws IOException {
        count = Values.readLong(in);
        Totals.readNumbers(total, 1, in);
    }
}
