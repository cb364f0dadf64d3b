package io.kairos.kafka;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding over an array, believing no length that the array cannot hold: Avro's own decoder allocates
 * what a damaged record asks for, up to two gigabytes.
 */
final class BoundedDecoder extends Decoder {
    private byte[] bytes;
    private ByteBuffer numbers;
    private int at;

    void on(byte[] record, int from) {
        bytes = record;
        numbers = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        at = from;
    }

    int left() {
        return bytes.length - at;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = bytes[take(1)];
        if (value != 0 && value != 1) {
            throw new IOException("a boolean is 0 or 1, not " + value);
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new IOException("an int cannot be " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[take(1)];
            raw |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return raw >>> 1 ^ -(raw & 1);
            }
        }
        throw new IOException("a number without an end");
    }

    @Override
    public float readFloat() throws IOException {
        return numbers.getFloat(take(Float.BYTES));
    }

    @Override
    public double readDouble() throws IOException {
        return numbers.getDouble(take(Double.BYTES));
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        take(length());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        byte[] copy = new byte[length()];
        readFixed(copy, 0, copy.length);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        take(length());
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws IOException {
        System.arraycopy(bytes, take(length), into, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return block();
    }

    @Override
    public long arrayNext() throws IOException {
        return block();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return block();
    }

    @Override
    public long mapNext() throws IOException {
        return block();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** How many items follow. A negative count is followed by the size of the block in bytes. */
    private long block() throws IOException {
        long count = readLong();
        if (count < 0) {
            count = -count;
            readLong();
        }
        if (count < 0 || count > left()) {
            throw new EOFException("a block of " + count + " items, but " + left() + " bytes are left");
        }
        return count;
    }

    /** Skips blocks whose size is given; a block without one has to be skipped item by item. */
    private long skipBlocks() throws IOException {
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count > 0) {
                return count;
            }
            take(length());
        }
        return 0;
    }

    private int length() throws IOException {
        long length = readLong();
        if (length < 0 || length > left()) {
            throw new EOFException("a length of " + length + ", but " + left() + " bytes are left");
        }
        return (int) length;
    }

    private int take(int length) throws IOException {
        if (length > left()) {
            throw new EOFException("the record ends in the middle of a value");
        }
        int start = at;
        at += length;
        return start;
    }
}
