package io.kairos.event;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The binary form of plain values: null, Boolean, Long, Double, String, byte[], and lists and maps of these. Rows and
 * records in flight are made of it. A tag byte says what follows; a tag once given keeps its meaning.
 */
public final class Values {
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int LONG = 3;
    private static final int DOUBLE = 4;
    private static final int STRING = 5;
    private static final int BYTES = 6;
    private static final int LIST = 7;
    private static final int MAP = 8;

    private static final int DEEPEST = 32;

    private Values() {}

    public static void write(Object value, DataOutput out) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value instanceof String text) {
            out.writeByte(STRING);
            writeText(text, out);
        } else if (value instanceof Boolean yes) {
            out.writeByte(yes ? TRUE : FALSE);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            writeLong(number, out);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof byte[] bytes) {
            out.writeByte(BYTES);
            writeLength(bytes.length, out);
            out.write(bytes);
        } else if (value instanceof List<?> list) {
            out.writeByte(LIST);
            writeLength(list.size(), out);
            for (Object item : list) {
                write(item, out);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte(MAP);
            writeMap(map, out);
        } else {
            throw new IllegalArgumentException("not a plain value: " + value.getClass());
        }
    }

    public static Object read(DataInput in) throws IOException {
        return read(in.readByte(), in);
    }

    /** The value that follows a tag already read. */
    public static Object read(int tag, DataInput in) throws IOException {
        return read(tag, in, DEEPEST);
    }

    /** @param depth so many lists and maps may be in each other */
    private static Object read(int tag, DataInput in, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("lists and maps in each other more than " + DEEPEST + " deep");
        }
        return switch (tag) {
            case NULL -> null;
            case FALSE -> Boolean.FALSE;
            case TRUE -> Boolean.TRUE;
            case LONG -> readLong(in);
            case DOUBLE -> in.readDouble();
            case STRING -> readWord(in);
            case BYTES -> bytes(readLength(in), in);
            case LIST -> {
                int size = readLength(in);
                List<Object> list = new ArrayList<>(Math.min(size, 1024));
                for (int i = 0; i < size; i++) {
                    list.add(read(in.readByte(), in, depth - 1));
                }
                yield list;
            }
            case MAP -> readMap(in, depth - 1);
            default -> throw new IOException("no value begins with the byte " + tag);
        };
    }

    public static void writeMap(Map<?, ?> map, DataOutput out) throws IOException {
        writeLength(map.size(), out);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writeText((String) entry.getKey(), out);
            write(entry.getValue(), out);
        }
    }

    public static Map<String, Object> readMap(DataInput in) throws IOException {
        return readMap(in, DEEPEST);
    }

    private static Map<String, Object> readMap(DataInput in, int depth) throws IOException {
        int size = readLength(in);
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String key = readText(in);
            map.put(key, read(in.readByte(), in, depth));
        }
        return map;
    }

    /** Text, or null. */
    public static void writeOptional(String text, DataOutput out) throws IOException {
        if (text == null) {
            writeLength(0, out);
        } else {
            writeText(text, 1, out);
        }
    }

    public static String readOptional(DataInput in) throws IOException {
        int length = readLength(in);
        return length == 0 ? null : text(length - 1, in);
    }

    public static void writeText(String text, DataOutput out) throws IOException {
        writeText(text, 0, out);
    }

    /** @param more is added to the length */
    private static void writeText(String text, int more, DataOutput out) throws IOException {
        if (out instanceof RowWriter row) {
            row.writeText(text, more);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeLength(bytes.length + more, out);
        out.write(bytes);
    }

    public static String readText(DataInput in) throws IOException {
        return text(readLength(in), in);
    }

    /** Text that is likely to come again and again: it is the same object then. */
    public static String readWord(DataInput in) throws IOException {
        return word(readLength(in), in);
    }

    /** The same, or null. */
    public static String readOptionalWord(DataInput in) throws IOException {
        int length = readLength(in);
        return length == 0 ? null : word(length - 1, in);
    }

    private static String word(int length, DataInput in) throws IOException {
        if (in instanceof RowReader row) {
            return row.readWord(length);
        }
        return RecentWords.word(bytes(length, in), 0, length);
    }

    /** So many bytes. */
    public static byte[] readBytes(int length, DataInput in) throws IOException {
        return bytes(length, in);
    }

    private static String text(int length, DataInput in) throws IOException {
        return new String(bytes(length, in), StandardCharsets.UTF_8);
    }

    /** Nothing is allocated for more bytes than a row has. */
    private static byte[] bytes(int length, DataInput in) throws IOException {
        if (in instanceof RowReader row) {
            row.require(length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    public static void writeLength(int length, DataOutput out) throws IOException {
        writeUnsigned(length & 0xffff_ffffL, out);
    }

    /** A length; one that no row of ours has is refused before anything is allocated for it. */
    public static int readLength(DataInput in) throws IOException {
        long length = readUnsigned(in);
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("a length of " + length + " cannot be");
        }
        return (int) length;
    }

    private static final int MAX_LENGTH = 64 << 20;

    public static void writeLong(long value, DataOutput out) throws IOException {
        writeUnsigned(value << 1 ^ value >> 63, out);
    }

    /** Rows are read and written at every event: theirs is the one implementation that is called without a detour. */
    private static void writeUnsigned(long value, DataOutput out) throws IOException {
        if (out instanceof RowWriter row) {
            row.writeVariable(value);
            return;
        }
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    public static long readLong(DataInput in) throws IOException {
        long raw = readUnsigned(in);
        return raw >>> 1 ^ -(raw & 1);
    }

    private static long readUnsigned(DataInput in) throws IOException {
        if (in instanceof RowReader row) {
            return row.readVariable();
        }
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number without an end");
    }
}
