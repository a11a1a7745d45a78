package dev.sluice.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The `.proto` file that people read says what the gateway speaks.
final class PublishedProtoTest {
    private static final Path PROTO = Path.of("src/main/proto/deepseek.proto");

    @Test
    void theFileIsTheSchema() throws Exception {
        // Given
        List<String> statements =
                Files.readAllLines(PROTO).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                        .toList();

        // Then
        assertThat(String.join("\n", statements)).isEqualTo(written(DeepSeekService.FILE));
    }

    private static String written(FileDescriptor file) {
        StringBuilder out = new StringBuilder("syntax = \"proto3\";");
        for (ServiceDescriptor service : file.getServices()) {
            out.append("\nservice ").append(service.getName()).append(" {");
            for (MethodDescriptor method : service.getMethods()) {
                out.append(
                        "\nrpc %s (%s) returns (%s%s);"
                                .formatted(
                                        method.getName(),
                                        method.getInputType().getName(),
                                        method.isServerStreaming() ? "stream " : "",
                                        method.getOutputType().getName()));
            }
            out.append("\n}");
        }
        for (Descriptor message : file.getMessageTypes()) {
            out.append("\nmessage ").append(message.getName()).append(" {");
            for (FieldDescriptor field : message.getFields()) {
                out.append(
                        "\n%s%s %s = %d;"
                                .formatted(
                                        label(field),
                                        field.getType().name().toLowerCase(Locale.ROOT),
                                        field.getName(),
                                        field.getNumber()));
            }
            out.append("\n}");
        }
        return out.toString();
    }

    private static String label(FieldDescriptor field) {
        if (field.isRepeated()) {
            return "repeated ";
        }
        return field.toProto().getProto3Optional() ? "optional " : "";
    }
}
