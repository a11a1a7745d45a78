package dev.sluice.gateway.grpc;

import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_BYTES;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_INT32;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_MESSAGE;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_STRING;
import static dev.sluice.gateway.grpc.SchemaFile.field;
import static dev.sluice.gateway.grpc.SchemaFile.optional;
import static dev.sluice.gateway.grpc.SchemaFile.repeated;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Tells clients which services there are and what their messages look like. `v1` and the older
/// `v1alpha` have the same messages. Source: `reflection.proto` of grpc/grpc-proto.
///
/// One instance reads one call: requests come one after the other, and each is answered.
public final class ReflectionService {
    public static final List<String> PATHS =
            List.of(
                    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");

    /// Names of symbols and files; nothing here is nearly as long.
    private static final int REQUEST_BYTES_MAX = 4096;

    private static final List<FileDescriptor> FILES =
            List.of(DeepSeekService.FILE, HealthService.FILE);
    private static final FileDescriptor OWN = file();
    private static final Descriptor REQUEST = Message.type(OWN, "ServerReflectionRequest");
    private static final Descriptor RESPONSE = Message.type(OWN, "ServerReflectionResponse");

    private byte[] unread = new byte[0];

    private static FileDescriptor file() {
        var file = new SchemaFile("reflection.proto", "grpc.reflection.v1");
        return file.message(
                        "ServerReflectionRequest",
                        field(TYPE_STRING, "host", 1),
                        optional(TYPE_STRING, "file_by_filename", 3),
                        optional(TYPE_STRING, "file_containing_symbol", 4),
                        optional(TYPE_BYTES, "file_containing_extension", 5),
                        optional(TYPE_STRING, "all_extension_numbers_of_type", 6),
                        optional(TYPE_STRING, "list_services", 7))
                .message(
                        "FileDescriptorResponse",
                        repeated(field(TYPE_BYTES, "file_descriptor_proto", 1)))
                .message("ServiceResponse", field(TYPE_STRING, "name", 1))
                .message(
                        "ListServiceResponse",
                        repeated(file.of(TYPE_MESSAGE, "ServiceResponse", "service", 1)))
                .message(
                        "ErrorResponse",
                        field(TYPE_INT32, "error_code", 1),
                        field(TYPE_STRING, "error_message", 2))
                .message(
                        "ServerReflectionResponse",
                        field(TYPE_STRING, "valid_host", 1),
                        file.of(TYPE_MESSAGE, "ServerReflectionRequest", "original_request", 2),
                        file.of(
                                TYPE_MESSAGE,
                                "FileDescriptorResponse",
                                "file_descriptor_response",
                                4),
                        file.of(TYPE_MESSAGE, "ListServiceResponse", "list_services_response", 6),
                        file.of(TYPE_MESSAGE, "ErrorResponse", "error_response", 7))
                .build();
    }

    /// The framed answers to the requests that are complete with this part of the body.
    public List<byte[]> onPart(byte[] part) throws BadMessage {
        ByteBuffer bytes =
                ByteBuffer.allocate(unread.length + part.length).put(unread).put(part).flip();
        List<byte[]> answers = new ArrayList<>();
        while (bytes.remaining() >= Framing.PREFIX_BYTES) {
            int length = bytes.getInt(bytes.position() + 1);
            if (length < 0 || length > REQUEST_BYTES_MAX) {
                throw new BadMessage("the request has more than " + REQUEST_BYTES_MAX + " bytes");
            }
            if (bytes.remaining() < Framing.PREFIX_BYTES + length) {
                break;
            }
            byte[] frame = new byte[Framing.PREFIX_BYTES + length];
            bytes.get(frame);
            answers.add(Framing.framed(answer(Framing.single(frame))));
        }
        unread = new byte[bytes.remaining()];
        bytes.get(unread);
        return answers;
    }

    private static byte[] answer(byte[] message) throws BadMessage {
        DynamicMessage request = Message.read(REQUEST, message);
        Message.Making answer =
                Message.make(RESPONSE)
                        .with("valid_host", Message.text(request, "host"))
                        .with("original_request", request);
        if (Message.has(request, "list_services")) {
            answer.with("list_services_response", services());
        } else if (Message.has(request, "file_by_filename")) {
            String name = Message.text(request, "file_by_filename");
            describe(
                    answer,
                    FILES.stream().filter(file -> file.getName().equals(name)).findFirst(),
                    name);
        } else if (Message.has(request, "file_containing_symbol")) {
            String symbol = Message.text(request, "file_containing_symbol");
            describe(
                    answer,
                    FILES.stream().filter(file -> defines(file, symbol)).findFirst(),
                    symbol);
        } else {
            answer.with(
                    "error_response",
                    error(GrpcCode.NOT_FOUND, "there are no extensions of messages"));
        }
        return answer.bytes();
    }

    private static DynamicMessage services() {
        Descriptor named = Message.type(OWN, "ServiceResponse");
        List<DynamicMessage> services =
                FILES.stream()
                        .flatMap(file -> file.getServices().stream())
                        .map(service ->
                                Message.make(named).with("name", service.getFullName()).build())
                        .toList();
        return Message.make(Message.type(OWN, "ListServiceResponse"))
                .withAll("service", services)
                .build();
    }

    private static void describe(
            Message.Making answer, Optional<FileDescriptor> found, String wanted) {
        if (found.isEmpty()) {
            answer.with("error_response", error(GrpcCode.NOT_FOUND, "there is no " + wanted));
            return;
        }
        answer.with(
                "file_descriptor_response",
                Message.make(Message.type(OWN, "FileDescriptorResponse"))
                        .withAll(
                                "file_descriptor_proto",
                                List.of(found.get().toProto().toByteString()))
                        .build());
    }

    private static boolean defines(FileDescriptor file, String symbol) {
        return Stream.of(
                        file.getMessageTypes(),
                        file.getServices(),
                        file.getServices().stream()
                                .map(ServiceDescriptor::getMethods)
                                .flatMap(List::stream)
                                .toList(),
                        file.getMessageTypes().stream()
                                .map(Descriptor::getEnumTypes)
                                .flatMap(List::stream)
                                .toList())
                .flatMap(List::stream)
                .map(GenericDescriptor::getFullName)
                .anyMatch(symbol::equals);
    }

    private static DynamicMessage error(GrpcCode code, String message) {
        return Message.make(Message.type(OWN, "ErrorResponse"))
                .with("error_code", code.number())
                .with("error_message", message)
                .build();
    }
}
