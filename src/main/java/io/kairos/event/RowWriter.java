package io.kairos.event;

import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes on their way into a row, as {@link java.io.DataOutputStream} would write them. Rows are written piece by piece
 * and by one thread: without the lock that a ByteArrayOutputStream takes for each piece it takes less than half the time.
 */
public final class RowWriter implements DataOutput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A variable number takes at most so many bytes. */
    private static final int LONGEST_VARIABLE = 10;

    private byte[] bytes;
    private int size;

    public RowWriter() {
        this(256);
    }

    public RowWriter(int expected) {
        bytes = new byte[expected];
    }

    @Override
    public void write(int b) {
        makeRoom(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] more) {
        write(more, 0, more.length);
    }

    @Override
    public void write(byte[] more, int from, int length) {
        makeRoom(length);
        System.arraycopy(more, from, bytes, size, length);
        size += length;
    }

    @Override
    public void writeBoolean(boolean yes) {
        write(yes ? 1 : 0);
    }

    @Override
    public void writeByte(int value) {
        write(value);
    }

    @Override
    public void writeShort(int value) {
        write(value >> 8);
        write(value);
    }

    @Override
    public void writeChar(int value) {
        writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        makeRoom(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    @Override
    public void writeLong(long value) {
        makeRoom(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** As {@link RowReader#readVariable} reads it. */
    void writeVariable(long value) {
        makeRoom(LONGEST_VARIABLE);
        long rest = value;
        int at = size;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        size = at;
    }

    @Override
    public void writeFloat(float value) {
        writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) {
        writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            write(text.charAt(i));
        }
    }

    @Override
    public void writeChars(String text) {
        for (int i = 0; i < text.length(); i++) {
            writeChar(text.charAt(i));
        }
    }

    @Override
    public void writeUTF(String text) {
        throw new UnsupportedOperationException(
                "text is written with Values.writeText, not in Java's own form of UTF-8");
    }

    /** As {@link Values#writeText} says; {@code more} is added to the length. */
    void writeText(String text, int more) {
        int length = text.length();
        makeRoom(LONGEST_VARIABLE + length);
        int before = size;
        writeVariable(length + more);
        for (int i = 0; i < length; i++) {
            char next = text.charAt(i);
            if (next >= 0x80) {
                size = before;
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                writeVariable(utf8.length + more);
                write(utf8);
                return;
            }
            bytes[size + i] = (byte) next;
        }
        size += length;
    }

    /** A section begins here; {@link #close} puts its length in front of it. */
    public int open() {
        makeRoom(1);
        return ++size;
    }

    /** @param section what {@link #open} said; sections opened since then are closed */
    public void close(int section) {
        int length = size - section;
        int more = (31 - Integer.numberOfLeadingZeros(length | 1)) / 7;
        if (more > 0) {
            makeRoom(more);
            System.arraycopy(bytes, section, bytes, section + more, length);
        }
        int end = size + more;
        size = section - 1;
        writeVariable(length);
        size = end;
    }

    /** Overwrites what was written. */
    public void setInt(int at, int value) {
        int end = size;
        size = at;
        writeInt(value);
        size = end;
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeTo(DataOutput out) throws IOException {
        out.write(bytes, 0, size);
    }

    private void makeRoom(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
