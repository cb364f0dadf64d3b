package io.kairos.flink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;

/** All bytes of a snapshot that is not incremental: the format of a canonical savepoint, and timers with it. */
final class SavepointBytes {
    private SavepointBytes() {}

    static byte[] of(OperatorSubtaskState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (KeyedStateHandle handle : state.getManagedKeyedState()) {
            add(((KeyGroupsStateHandle) handle).getDelegateStateHandle(), bytes);
        }
        for (KeyedStateHandle handle : state.getRawKeyedState()) {
            add(((KeyGroupsStateHandle) handle).getDelegateStateHandle(), bytes);
        }
        for (OperatorStateHandle handle : state.getManagedOperatorState()) {
            add(handle.getDelegateStateHandle(), bytes);
        }
        return bytes.toByteArray();
    }

    private static void add(StreamStateHandle handle, ByteArrayOutputStream bytes) throws IOException {
        try (FSDataInputStream in = handle.openInputStream()) {
            in.transferTo(bytes);
        }
    }
}
