package io.kairos.player;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.util.Arrays;

/** What a row says of features that nobody has asked for: where the bytes of each are, and when it ends. */
final class RestingFeatures {
    /** Of each feature: where its mark begins, where what is kept of it begins, and where that ends. */
    private static final int PLACES = 3;

    private static final int NOWHERE = -1;

    private final RowReader row;
    private final FeatureIndex features;
    private final int[] places;

    private RestingFeatures(RowReader row, FeatureIndex features) {
        this.row = row;
        this.features = features;
        this.places = new int[PLACES * features.size()];
        Arrays.fill(places, NOWHERE);
    }

    /** What the index does not know, or knows under another definition, is left out. */
    static RestingFeatures read(RowReader in, FeatureIndex features) throws IOException {
        RestingFeatures resting = new RestingFeatures(in.again(), features);
        int all = in.left();
        int likely = 0;
        for (int left = Values.readLength(in); left > 0; left--) {
            int mark = all - in.left();
            FeatureIndex.Entry entry = features.marked(in.readInt(), likely);
            int length = Values.readLength(in);
            int body = all - in.left();
            in.skipFully(length);
            if (entry != null) {
                int place = PLACES * entry.order();
                resting.places[place] = mark;
                resting.places[place + 1] = body;
                resting.places[place + 2] = body + length;
                likely = entry.order() + 1;
            }
        }
        return resting;
    }

    boolean has(int order) {
        return places[PLACES * order] != NOWHERE;
    }

    /** From here on it is somebody else's. */
    RowReader take(int order) {
        RowReader body = body(order);
        places[PLACES * order] = NOWHERE;
        return body;
    }

    private RowReader body(int order) {
        int place = PLACES * order;
        return row.part(places[place + 1], places[place + 2]);
    }

    /** As {@link FeatureCell#endsAt} says. */
    long endsAt(int order) throws IOException {
        FeatureIndex.Entry entry = features.at(order);
        return entry.ends() ? FeatureCell.end(entry, Values.readLong(body(order))) : FeatureCell.NEVER;
    }

    /** With its mark, as it was read. */
    void write(int order, RowWriter out) {
        int place = PLACES * order;
        row.part(places[place], places[place + 2]).copyTo(out);
    }
}
