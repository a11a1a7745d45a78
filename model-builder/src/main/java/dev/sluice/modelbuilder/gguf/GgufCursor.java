package dev.sluice.modelbuilder.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A forward reader of little-endian values that cannot leave the file: each read names what it
/// reads, so that the end of a truncated file is reported as the thing that is missing. Owned by
/// the thread that opens the file.
final class GgufCursor {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final String fileName;
    private long position;

    GgufCursor(MemorySegment file, String fileName) {
        this.file = file;
        this.fileName = fileName;
    }

    long position() {
        return position;
    }

    byte readByte(String what) {
        return file.get(ValueLayout.JAVA_BYTE, advance(Byte.BYTES, what));
    }

    short readShort(String what) {
        return file.get(SHORT, advance(Short.BYTES, what));
    }

    int readInt(String what) {
        return file.get(INT, advance(Integer.BYTES, what));
    }

    long readLong(String what) {
        return file.get(LONG, advance(Long.BYTES, what));
    }

    String readText(String what) {
        long byteCount = readLong("length of " + what);
        long start = advance(byteCount, what);
        if (byteCount > Integer.MAX_VALUE) {
            throw damaged(what + " has " + byteCount + " bytes, at most 2147483647 are allowed");
        }
        byte[] bytes = new byte[(int) byteCount];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, start, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A 64-bit count of things that take at least `bytesEach` bytes: more than the rest of the
    /// file can hold is refused before anything is allocated for them.
    int readCount(String what, int bytesEach, int limit) {
        long count = readLong(what);
        long most = Math.min(limit, (file.byteSize() - position) / bytesEach);
        if (count < 0 || count > most) {
            throw damaged(
                    "%s is %s, at most %d are possible in a file of %d bytes"
                            .formatted(what, Long.toUnsignedString(count), most, file.byteSize()));
        }
        return (int) count;
    }

    DamagedModelException damaged(String problem) {
        return new DamagedModelException(fileName + " is damaged: " + problem);
    }

    private long advance(long byteCount, String what) {
        if (byteCount < 0 || byteCount > file.byteSize() - position) {
            throw damaged(
                    "%s needs %s bytes at offset %d, the file ends at %d"
                            .formatted(
                                    what,
                                    Long.toUnsignedString(byteCount),
                                    position,
                                    file.byteSize()));
        }
        long start = position;
        position += byteCount;
        return start;
    }
}
