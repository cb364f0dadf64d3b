package io.kairos.event;

import java.io.DataInput;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes of a row, as {@link RowWriter} wrote them. Nothing is read beyond their end. */
public final class RowReader implements DataInput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int next;

    public RowReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Of {@code bytes} those from {@code from} on that are before {@code end}. */
    public RowReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
    }

    /** How many bytes are left. */
    public int left() {
        return end - next;
    }

    /** The next {@code length} bytes as a reader of their own; this one goes on behind them. */
    public RowReader slice(int length) throws IOException {
        require(length);
        next += length;
        return new RowReader(bytes, next - length, next);
    }

    /** Of what is left, the bytes from the one at {@code from} on that are before the one at {@code to}. */
    public RowReader part(int from, int to) {
        return new RowReader(bytes, next + from, next + to);
    }

    public void skipFully(int length) throws IOException {
        require(length);
        next += length;
    }

    /** A second reader of what is left. */
    public RowReader again() {
        return new RowReader(bytes, next, end);
    }

    /** What is left, which stays unread. */
    public void copyTo(RowWriter out) {
        out.write(bytes, next, end - next);
    }

    /** Refuses to go on where fewer bytes are left. */
    public void require(int length) throws IOException {
        if (length > end - next) {
            throw new EOFException("it ends after " + (end - next) + " of " + length + " bytes");
        }
    }

    @Override
    public void readFully(byte[] into) throws IOException {
        readFully(into, 0, into.length);
    }

    @Override
    public void readFully(byte[] into, int from, int length) throws IOException {
        require(length);
        System.arraycopy(bytes, next, into, from, length);
        next += length;
    }

    @Override
    public int skipBytes(int length) {
        int skipped = Math.max(0, Math.min(length, end - next));
        next += skipped;
        return skipped;
    }

    @Override
    public boolean readBoolean() throws IOException {
        return readByte() != 0;
    }

    @Override
    public byte readByte() throws IOException {
        require(1);
        return bytes[next++];
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return readByte() & 0xff;
    }

    @Override
    public short readShort() throws IOException {
        return (short) readUnsignedShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        require(Short.BYTES);
        return (bytes[next++] & 0xff) << 8 | bytes[next++] & 0xff;
    }

    @Override
    public char readChar() throws IOException {
        return (char) readUnsignedShort();
    }

    @Override
    public int readInt() throws IOException {
        require(Integer.BYTES);
        int value = (int) INT.get(bytes, next);
        next += Integer.BYTES;
        return value;
    }

    @Override
    public long readLong() throws IOException {
        require(Long.BYTES);
        long value = (long) LONG.get(bytes, next);
        next += Long.BYTES;
        return value;
    }

    /** Seven bits to a byte, the lowest first; the last byte has its highest bit clear. */
    long readVariable() throws IOException {
        long value = 0;
        int at = next;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte more = bytes[at++];
            value |= (long) (more & 0x7f) << shift;
            if (more >= 0) {
                next = at;
                return value;
            }
        }
        if (at == end) {
            throw new EOFException("it ends within a number");
        }
        throw new IOException("a number without an end");
    }

    /** As {@link Values#readWord} says. */
    String readWord(int length) throws IOException {
        require(length);
        next += length;
        return RecentWords.word(bytes, next - length, length);
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(readLong());
    }

    @Override
    public String readLine() {
        throw new UnsupportedOperationException("a row has no lines");
    }

    @Override
    public String readUTF() {
        throw new UnsupportedOperationException("text is read with Values.readText, not in Java's own form of UTF-8");
    }
}
