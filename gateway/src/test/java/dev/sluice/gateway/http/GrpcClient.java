package dev.sluice.gateway.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// An unmodified gRPC client that knows nothing of the service but what reflection tells it.
final class GrpcClient implements AutoCloseable {
    static final String REFLECTION = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private static final Metadata.Key<String> AUTHORIZATION = ascii("authorization");

    private final ManagedChannel channel;
    private final @Nullable String key;

    /// The metadata that the last answer came with.
    final AtomicReference<Metadata> headers = new AtomicReference<>();

    final AtomicReference<Metadata> trailers = new AtomicReference<>();

    GrpcClient(int port, @Nullable String key) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        this.key = key;
    }

    static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    byte[] call(String method, byte[] request) {
        return call(method, request, CallOptions.DEFAULT);
    }

    byte[] call(String method, byte[] request, CallOptions options) {
        return ClientCalls.blockingUnaryCall(
                connected(), method(method, MethodType.UNARY), options, request);
    }

    Iterator<byte[]> stream(String method, byte[] request) {
        return ClientCalls.blockingServerStreamingCall(
                connected(),
                method(method, MethodType.SERVER_STREAMING),
                CallOptions.DEFAULT,
                request);
    }

    private Channel connected() {
        Metadata sent = new Metadata();
        if (key != null) {
            sent.put(AUTHORIZATION, "Bearer " + key);
        }
        return ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setFullMethodName(name)
                .setType(type)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A reflection request with one text field.
    static byte[] reflectionRequest(int field, String value) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(value))
                                .build())
                .build()
                .toByteArray();
    }

    /// What stands at a path of field numbers.
    static List<ByteString> at(byte[] message, int... path) throws InvalidProtocolBufferException {
        List<ByteString> found = List.of(ByteString.copyFrom(message));
        for (int field : path) {
            found =
                    UnknownFieldSet.parseFrom(found.getFirst())
                            .getField(field)
                            .getLengthDelimitedList();
        }
        return found;
    }

    /// The schema of a symbol, as the server tells it.
    FileDescriptor schemaOf(String symbol) {
        try {
            byte[] answer = stream(REFLECTION, reflectionRequest(4, symbol)).next();
            return FileDescriptor.buildFrom(
                    FileDescriptorProto.parseFrom(at(answer, 4, 1).getFirst()),
                    new FileDescriptor[0]);
        } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    static DynamicMessage message(FileDescriptor schema, String type, Object... namesAndValues) {
        Descriptor descriptor = Objects.requireNonNull(schema.findMessageTypeByName(type), type);
        var message = DynamicMessage.newBuilder(descriptor);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            message.setField(
                    Objects.requireNonNull(descriptor.findFieldByName((String) namesAndValues[i])),
                    namesAndValues[i + 1]);
        }
        return message.build();
    }

    static DynamicMessage read(FileDescriptor schema, String type, byte[] bytes) {
        try {
            return DynamicMessage.parseFrom(
                    Objects.requireNonNull(schema.findMessageTypeByName(type), type), bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    static Object value(DynamicMessage message, String field) {
        return message.getField(
                Objects.requireNonNull(message.getDescriptorForType().findFieldByName(field)));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
