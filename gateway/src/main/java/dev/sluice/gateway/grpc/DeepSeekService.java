package dev.sluice.gateway.grpc;

import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_BOOL;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_DOUBLE;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_INT32;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_INT64;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_STRING;
import static dev.sluice.gateway.grpc.SchemaFile.field;
import static dev.sluice.gateway.grpc.SchemaFile.optional;
import static dev.sluice.gateway.grpc.SchemaFile.repeated;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.HashMap;
import java.util.Map;

/// `DeepSeekService` of `src/main/proto/deepseek.proto`: its schema, and its messages. The fields
/// of a request have the names that `/generate` has, so one reader reads both.
public final class DeepSeekService {
    public static final String NAME = "DeepSeekService";
    public static final String GENERATE = "/" + NAME + "/Generate";
    public static final String GENERATE_STREAM = "/" + NAME + "/GenerateStream";

    static final FileDescriptor FILE = file();
    private static final Descriptor REQUEST = Message.type(FILE, "GenerateRequest");
    private static final Descriptor RESPONSE = Message.type(FILE, "GenerateResponse");

    private DeepSeekService() {}

    private static FileDescriptor file() {
        var file = new SchemaFile("deepseek.proto", "");
        return file.message(
                        "GenerateRequest",
                        field(TYPE_STRING, "prompt", 1),
                        optional(TYPE_INT32, "max_tokens", 2),
                        optional(TYPE_STRING, "model", 3),
                        optional(TYPE_DOUBLE, "temperature", 4),
                        optional(TYPE_DOUBLE, "top_p", 5),
                        optional(TYPE_INT32, "top_k", 6),
                        optional(TYPE_INT64, "seed", 7),
                        repeated(field(TYPE_STRING, "stop", 8)),
                        optional(TYPE_STRING, "user", 9),
                        optional(TYPE_BOOL, "store", 10))
                .message(
                        "GenerateResponse",
                        field(TYPE_STRING, "text", 1),
                        field(TYPE_STRING, "id", 2),
                        field(TYPE_STRING, "model", 3),
                        field(TYPE_STRING, "finish_reason", 4),
                        field(TYPE_INT32, "prompt_tokens", 5),
                        field(TYPE_INT32, "completion_tokens", 6))
                .service(
                        NAME,
                        file.method("Generate", "GenerateRequest", "GenerateResponse", false),
                        file.method("GenerateStream", "GenerateRequest", "GenerateResponse", true))
                .build();
    }

    /// The request in a call's body, as if it were parsed JSON. A field that nobody knows would
    /// have no effect, so it is refused, as everywhere.
    public static Map<String, Object> request(byte[] body) throws BadMessage {
        DynamicMessage request = Message.read(REQUEST, Framing.single(body));
        Map<Integer, ?> unknown = request.getUnknownFields().asMap();
        if (!unknown.isEmpty()) {
            throw new BadMessage("GenerateRequest has no field " + unknown.keySet());
        }
        Map<String, Object> fields = new HashMap<>();
        for (Map.Entry<FieldDescriptor, Object> each : request.getAllFields().entrySet()) {
            fields.put(each.getKey().getName(), each.getValue());
        }
        return fields;
    }

    /// A whole answer, or one piece of it. `finishReason` is empty and the counts are 0 in all
    /// pieces but the last.
    public record Answer(
            String text,
            String id,
            String model,
            String finishReason,
            int promptTokens,
            int completionTokens) {
        /// The message in its frame.
        public byte[] framed() {
            return Framing.framed(
                    Message.make(RESPONSE)
                            .with("text", text)
                            .with("id", id)
                            .with("model", model)
                            .with("finish_reason", finishReason)
                            .with("prompt_tokens", promptTokens)
                            .with("completion_tokens", completionTokens)
                            .bytes());
        }

        @Override
        public String toString() {
            return "Answer[" + id + ", " + text.length() + " characters]";
        }
    }
}
