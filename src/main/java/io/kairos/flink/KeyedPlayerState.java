package io.kairos.flink;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.util.function.ThrowingRunnable;

/** Flink's keyed state. Flink is at one player at a time; it is led to another where needed, and back. */
final class KeyedPlayerState implements PlayerState {
    private final KeyContext flink;
    private final ValueState<byte[]> rows;

    KeyedPlayerState(KeyContext flink, ValueState<byte[]> rows) {
        this.flink = flink;
        this.rows = rows;
    }

    @Override
    public byte[] row(String player) throws Exception {
        Object before = goTo(player);
        try {
            return rows.value();
        } finally {
            goBack(before, player);
        }
    }

    @Override
    public void write(String player, byte[] row) throws Exception {
        at(player, () -> rows.update(row));
    }

    @Override
    public void clear(String player) throws Exception {
        at(player, rows::clear);
    }

    private void at(String player, ThrowingRunnable<Exception> action) throws Exception {
        Object before = goTo(player);
        try {
            action.run();
        } finally {
            goBack(before, player);
        }
    }

    private Object goTo(String player) {
        Object before = flink.getCurrentKey();
        if (!player.equals(before)) {
            flink.setCurrentKey(player);
        }
        return before;
    }

    /** Before a barrier, and at the end, Flink may be at nobody: then it stays where it is. */
    private void goBack(Object before, String player) {
        if (before != null && !before.equals(player)) {
            flink.setCurrentKey(before);
        }
    }
}
