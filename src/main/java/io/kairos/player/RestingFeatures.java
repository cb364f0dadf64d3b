package io.kairos.player;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a row says of features that nobody has asked for: where the bytes of each are.
 *
 * <p>Features stand in a row by their numbers, each as its length and what is kept of it. A zero and a number come before one
 * that does not follow on the one before it: how many are left out. Two zeros are the end.
 */
final class RestingFeatures {
    /** Of each feature: where it begins, where what is kept of it begins, where that ends, and who comes before it. */
    private static final int PLACES = 4;

    private static final int NOWHERE = -1;
    private static final int NOBODY = -1;

    /** Before one that other numbers, or marks, come before in its row than in any that is written. */
    private static final int SOMETHING_ELSE = -2;

    private final RowReader row;
    private final int[] places;

    private RestingFeatures(RowReader row, FeatureIndex features) {
        this.row = row;
        this.places = new int[PLACES * features.numbers()];
        Arrays.fill(places, NOWHERE);
    }

    /**
     * What the index does not know, or has known under the number only since the row was written, is left out.
     *
     * @param layout of the index under which it was written
     * @param version of the playbook of that index
     */
    static RestingFeatures read(RowReader in, FeatureIndex features, int layout, long version) throws IOException {
        RestingFeatures resting = new RestingFeatures(in.again(), features);
        boolean same = layout == features.layout();
        boolean older = version < features.version();
        int all = in.left();
        int before = NOBODY;
        while (true) {
            int start = all - in.left();
            int length = Values.readLength(in);
            int leftOut = 0;
            if (length == 0) {
                leftOut = Values.readLength(in);
                if (leftOut == 0) {
                    return resting;
                }
                length = Values.readLength(in);
            }
            int number = Math.addExact(before, 1 + leftOut);
            FeatureIndex.Entry entry = features.numbered(number);
            int body = all - in.left();
            in.skipFully(length);
            if (entry != null && (same || older && entry.since() <= version)) {
                resting.put(number, start, body, body + length, before);
            }
            before = number;
        }
    }

    /** The same of a row that was written before features had numbers: it has how many there are, and before each its mark. */
    static RestingFeatures readMarked(RowReader in, FeatureIndex features) throws IOException {
        RestingFeatures resting = new RestingFeatures(in.again(), features);
        int all = in.left();
        for (int left = Values.readLength(in); left > 0; left--) {
            FeatureIndex.Entry entry = features.marked(in.readInt());
            int length = Values.readLength(in);
            int body = all - in.left();
            in.skipFully(length);
            if (entry != null) {
                resting.put(entry.number(), NOWHERE, body, body + length, SOMETHING_ELSE);
            }
        }
        return resting;
    }

    private void put(int number, int start, int body, int end, int before) {
        int place = PLACES * number;
        places[place] = start;
        places[place + 1] = body;
        places[place + 2] = end;
        places[place + 3] = before;
    }

    boolean has(int number) {
        return places[PLACES * number + 2] != NOWHERE;
    }

    /** From here on it is somebody else's. */
    RowReader take(int number) {
        RowReader body = body(number);
        places[PLACES * number + 2] = NOWHERE;
        return body;
    }

    private RowReader body(int number) {
        int place = PLACES * number;
        return row.part(places[place + 1], places[place + 2]);
    }

    /** {@link FeatureCell#anchor} of one that has an end. */
    long anchor(int number) throws IOException {
        return Values.readLong(body(number));
    }

    /** Features on their way into a row, by their numbers. Those that rest side by side are copied as one. */
    static final class Copy {
        private final RestingFeatures resting;
        private final RowWriter out;
        private int before = NOBODY;
        private int from;
        private int to;

        /** @param resting may be null if nothing rests */
        Copy(RestingFeatures resting, RowWriter out) {
            this.resting = resting;
            this.out = out;
        }

        /** One that rests. */
        void add(int number) throws IOException {
            int place = PLACES * number;
            int[] places = resting.places;
            if (places[place + 3] != before) {
                begin(number);
                Values.writeLength(places[place + 2] - places[place + 1], out);
                from = places[place + 1];
            } else if (places[place] != to) {
                flush();
                from = places[place];
            }
            to = places[place + 2];
            before = number;
        }

        /** One that does not: its length and what is kept of it are to be written next. */
        void begin(int number) throws IOException {
            flush();
            int leftOut = number - before - 1;
            if (leftOut > 0) {
                out.writeByte(0);
                Values.writeLength(leftOut, out);
            }
            before = number;
        }

        void end() {
            flush();
            out.writeByte(0);
            out.writeByte(0);
        }

        private void flush() {
            if (to > from) {
                resting.row.part(from, to).copyTo(out);
            }
            from = to;
        }
    }
}
