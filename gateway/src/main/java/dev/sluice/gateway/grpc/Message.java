package dev.sluice.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Objects;

/// A message by the names of its fields.
final class Message {
    private Message() {}

    static DynamicMessage read(Descriptor type, byte[] bytes) throws BadMessage {
        try {
            return DynamicMessage.parseFrom(type, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new BadMessage("the message is no valid " + type.getFullName());
        }
    }

    static Descriptor type(FileDescriptor file, String name) {
        return Objects.requireNonNull(file.findMessageTypeByName(name), name);
    }

    static FieldDescriptor field(Descriptor type, String name) {
        return Objects.requireNonNull(type.findFieldByName(name), name);
    }

    static String text(DynamicMessage message, String name) {
        return (String) message.getField(field(message.getDescriptorForType(), name));
    }

    static boolean has(DynamicMessage message, String name) {
        return message.hasField(field(message.getDescriptorForType(), name));
    }

    static Making make(Descriptor type) {
        return new Making(DynamicMessage.newBuilder(type), type);
    }

    /// A message that is put together.
    record Making(DynamicMessage.Builder builder, Descriptor type) {
        Making with(String name, Object value) {
            builder.setField(field(type, name), value);
            return this;
        }

        Making withAll(String name, List<?> values) {
            builder.setField(field(type, name), values);
            return this;
        }

        DynamicMessage build() {
            return builder.build();
        }

        byte[] bytes() {
            return build().toByteArray();
        }
    }
}
