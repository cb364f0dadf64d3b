package io.kairos.flink;

import io.kairos.offer.Purse;
import io.kairos.offer.Purse.Spent;
import io.kairos.playbook.Budget.Pot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;

/**
 * What the subtasks have spent of the budgets, in a state that all of them read when they are restored. Each writes what it
 * spent itself, and one of them also what was spent before: so the sum is what all have spent, however many there were.
 */
final class Budgets {
    private static final byte FORMAT = 1;

    private final ListState<byte[]> state;

    Budgets(ListState<byte[]> state) {
        this.state = state;
    }

    /** Of so many key groups of all, filled from what is restored. */
    Purse purse(int share, int of) throws Exception {
        Map<Pot, Map<Long, Long>> spent = new HashMap<>();
        for (byte[] each : state.get()) {
            add(each, spent);
        }
        return Purse.filled(share, of, spent);
    }

    /** @param before whether this one writes what was spent before, too */
    void write(Purse purse, boolean before) throws Exception {
        state.update(List.of(bytes(purse, before)));
    }

    private static byte[] bytes(Purse purse, boolean before) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(purse.pots().size());
            for (var pot : purse.pots().entrySet()) {
                out.writeLong(pot.getKey().per());
                write(pot.getKey().offer(), out);
                write(pot.getKey().brand(), out);
                out.writeInt(pot.getValue().size());
                for (Map.Entry<Long, Spent> window : pot.getValue().entrySet()) {
                    Spent spent = window.getValue();
                    out.writeLong(window.getKey());
                    out.writeLong(before ? spent.before() + spent.here() : spent.here());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void write(String word, DataOutputStream out) throws IOException {
        out.writeBoolean(word != null);
        if (word != null) {
            out.writeUTF(word);
        }
    }

    private static void add(byte[] bytes, Map<Pot, Map<Long, Long>> spent) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw new IOException("what was spent of the budgets is in format " + format
                        + ", and this version reads format " + FORMAT + ": start a version at least as new");
            }
            for (int pots = in.readInt(); pots > 0; pots--) {
                Pot pot = new Pot(in.readLong(), word(in), word(in));
                Map<Long, Long> windows = spent.computeIfAbsent(pot, each -> new TreeMap<>());
                for (int more = in.readInt(); more > 0; more--) {
                    windows.merge(in.readLong(), in.readLong(), Long::sum);
                }
            }
        }
    }

    private static String word(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
