package io.kairos.flink;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
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
        for (OperatorStateHandle handle : state.getRawOperatorState()) {
            add(handle.getDelegateStateHandle(), bytes);
        }
    }

    /** By operator, all that a savepoint has of it. */
    static Map<String, byte[]> byOperator(Path savepoint) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(savepoint.resolve("_metadata")))) {
            CheckpointMetadata metadata = Checkpoints.loadCheckpointMetadata(
                    in, SavepointBytes.class.getClassLoader(), savepoint.toUri().toString());
            for (OperatorState operator : metadata.getOperatorStates()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (OperatorSubtaskState subtask : operator.getStates()) {
                    add(subtask, bytes);
                }
                all.put(
                        operator.getOperatorUid()
                                .orElse(operator.getOperatorID().toString()),
                        bytes.toByteArray());
            }
        }
        return all;
    }

    private static void add(StreamStateHandle handle, OutputStream bytes) throws IOException {
        try (FSDataInputStream in = handle.openInputStream()) {
            in.transferTo(bytes);
        }
    }
}
