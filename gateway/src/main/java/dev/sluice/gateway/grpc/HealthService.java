package dev.sluice.gateway.grpc;

import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_ENUM;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_STRING;
import static dev.sluice.gateway.grpc.SchemaFile.enumeration;
import static dev.sluice.gateway.grpc.SchemaFile.field;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// `grpc.health.v1.Health/Check`. `Watch` is left out, as the protocol allows: whoever asks hears
/// that it is not implemented, and asks again instead. Source: `health.proto` of grpc/grpc-proto.
public final class HealthService {
    static final String NAME = "grpc.health.v1.Health";
    public static final String CHECK = "/" + NAME + "/Check";

    private static final Set<String> SERVICES = Set.of("", NAME, DeepSeekService.NAME);
    static final FileDescriptor FILE = file();
    private static final Descriptor REQUEST = Message.type(FILE, "HealthCheckRequest");
    private static final Descriptor RESPONSE = Message.type(FILE, "HealthCheckResponse");

    private HealthService() {}

    private static FileDescriptor file() {
        var file = new SchemaFile("grpc/health/v1/health.proto", "grpc.health.v1");
        return file.message("HealthCheckRequest", field(TYPE_STRING, "service", 1))
                .message(
                        "HealthCheckResponse",
                        List.of(
                                enumeration(
                                        "ServingStatus",
                                        "UNKNOWN",
                                        "SERVING",
                                        "NOT_SERVING",
                                        "SERVICE_UNKNOWN")),
                        file.of(TYPE_ENUM, "HealthCheckResponse.ServingStatus", "status", 1))
                .service(
                        "Health",
                        file.method("Check", "HealthCheckRequest", "HealthCheckResponse", false))
                .build();
    }

    /// The framed answer; empty: there is no such service.
    public static Optional<byte[]> check(byte[] body, boolean isServing) throws BadMessage {
        String service = Message.text(Message.read(REQUEST, Framing.single(body)), "service");
        return SERVICES.contains(service)
                ? Optional.of(
                        Framing.framed(
                                Message.make(RESPONSE).with("status", status(isServing)).bytes()))
                : Optional.empty();
    }

    private static EnumValueDescriptor status(boolean isServing) {
        return Objects.requireNonNull(
                RESPONSE.getEnumTypes()
                        .getFirst()
                        .findValueByName(isServing ? "SERVING" : "NOT_SERVING"));
    }
}
