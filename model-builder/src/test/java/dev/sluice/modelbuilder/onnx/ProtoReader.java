package dev.sluice.modelbuilder.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads a protobuf message back into its fields, knowing nothing of the writer.
public final class ProtoReader {
    /// A field of a message; `content` is a varint's or float's bits, or stands at the start of a
    /// delimited field.
    public record Field(int number, long bits, ByteBuffer content) {
        public String text() {
            return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
        }
    }

    private ProtoReader() {}

    public static List<Field> fields(ByteBuffer message) {
        ByteBuffer rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (rest.hasRemaining()) {
            int tag = (int) varint(rest);
            fields.add(field(tag >>> 3, tag & 7, rest));
        }
        return fields;
    }

    /// The fields of all messages in field `number`, one list for each.
    public static List<List<Field>> messages(List<Field> fields, int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(field -> fields(field.content()))
                .toList();
    }

    public static List<String> texts(List<Field> fields, int number) {
        return fields.stream().filter(field -> field.number() == number).map(Field::text).toList();
    }

    public static List<Long> wholes(List<Field> fields, int number) {
        return fields.stream().filter(field -> field.number() == number).map(Field::bits).toList();
    }

    private static Field field(int number, int wireType, ByteBuffer rest) {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        return switch (wireType) {
            case 0 -> new Field(number, varint(rest), nothing);
            case 2 -> new Field(number, 0, delimited(rest));
            case 5 -> new Field(number, rest.getInt(), nothing);
            default -> throw new IllegalArgumentException("wire type " + wireType);
        };
    }

    private static ByteBuffer delimited(ByteBuffer rest) {
        int length = (int) varint(rest);
        ByteBuffer content = rest.slice(rest.position(), length);
        rest.position(rest.position() + length);
        return content;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
