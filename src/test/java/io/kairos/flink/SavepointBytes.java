package io.kairos.flink;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;

/** The bytes of an operator's part of a canonical savepoint: state, timers, and what is everybody's. */
final class SavepointBytes {
    private SavepointBytes() {}

    static void add(OperatorSubtaskState state, OutputStream bytes) throws IOException {
        for (KeyedStateHandle handle : state.getManagedKeyedState()) {
            add(((KeyGroupsStateHandle) handle).getDelegateStateHandle(), bytes);
        }
        for (KeyedStateHandle handle : state.getRawKeyedState()) {
            add(((KeyGroupsStateHandle) handle).getDelegateStateHandle(), bytes);
        }
        for (OperatorStateHandle handle : state.getManagedOperatorState()) {
            add(handle.getDelegateStateHandle(), bytes);
        }
    }

    private static void add(StreamStateHandle handle, OutputStream bytes) throws IOException {
        try (FSDataInputStream in = handle.openInputStream()) {
            in.transferTo(bytes);
        }
    }
}
