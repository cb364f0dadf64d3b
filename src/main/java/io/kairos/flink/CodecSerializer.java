package io.kairos.flink;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What Flink wants of a serializer, given a way to write and to read; the values are never changed once made. A value goes as
 * its length and its bytes: Flink's views are asked twice for each, and not for every byte.
 */
abstract class CodecSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1;

    /** Most events are shorter. */
    private static final int EXPECTED = 512;

    abstract void write(T value, DataOutput out) throws IOException;

    abstract T read(DataInput in) throws IOException;

    @Override
    public final boolean isImmutableType() {
        return true;
    }

    @Override
    public final TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public final T createInstance() {
        return null;
    }

    @Override
    public final T copy(T from) {
        return from;
    }

    @Override
    public final T copy(T from, T reuse) {
        return from;
    }

    @Override
    public final int getLength() {
        return -1;
    }

    @Override
    public final void serialize(T value, DataOutputView target) throws IOException {
        RowWriter bytes = new RowWriter(EXPECTED);
        write(value, bytes);
        target.writeInt(bytes.size());
        bytes.writeTo(target);
    }

    @Override
    public final T deserialize(DataInputView source) throws IOException {
        return read(new RowReader(bytes(source)));
    }

    @Override
    public final T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public final void copy(DataInputView source, DataOutputView target) throws IOException {
        byte[] bytes = bytes(source);
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    private static byte[] bytes(DataInputView source) throws IOException {
        int length = source.readInt();
        if (length < 0) {
            throw new IOException("a length of " + length + " cannot be");
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public final int hashCode() {
        return getClass().hashCode();
    }
}
