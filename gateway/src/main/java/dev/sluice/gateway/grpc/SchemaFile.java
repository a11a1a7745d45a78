package dev.sluice.gateway.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;

/// Puts a proto3 file together, as its compiler would: so the build needs no compiler for it, which
/// is a native program.
final class SchemaFile {
    private final FileDescriptorProto.Builder file;
    private final String scope;

    SchemaFile(String name, String packageName) {
        file = FileDescriptorProto.newBuilder().setName(name).setSyntax("proto3");
        if (!packageName.isEmpty()) {
            file.setPackage(packageName);
        }
        scope = packageName.isEmpty() ? "." : "." + packageName + ".";
    }

    SchemaFile message(String name, FieldDescriptorProto.Builder... fields) {
        return message(name, List.of(), fields);
    }

    SchemaFile message(
            String name, List<EnumDescriptorProto> enums, FieldDescriptorProto.Builder... fields) {
        var message = DescriptorProto.newBuilder().setName(name).addAllEnumType(enums);
        for (FieldDescriptorProto.Builder field : fields) {
            if (field.getProto3Optional()) {
                // What the compiler writes for `optional`: a choice of one.
                field.setOneofIndex(message.getOneofDeclCount());
                message.addOneofDecl(
                        OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
            }
            message.addField(field);
        }
        file.addMessageType(message);
        return this;
    }

    SchemaFile service(String name, MethodDescriptorProto.Builder... methods) {
        var service = ServiceDescriptorProto.newBuilder().setName(name);
        for (MethodDescriptorProto.Builder method : methods) {
            service.addMethod(method);
        }
        file.addService(service);
        return this;
    }

    MethodDescriptorProto.Builder method(
            String name, String input, String output, boolean isStreamed) {
        var method =
                MethodDescriptorProto.newBuilder()
                        .setName(name)
                        .setInputType(scope + input)
                        .setOutputType(scope + output);
        return isStreamed ? method.setServerStreaming(true) : method;
    }

    /// A field that holds a message or an enum of this file.
    FieldDescriptorProto.Builder of(
            FieldDescriptorProto.Type type, String typeName, String name, int number) {
        return field(type, name, number).setTypeName(scope + typeName);
    }

    static FieldDescriptorProto.Builder field(
            FieldDescriptorProto.Type type, String name, int number) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    /// A field that may be absent, which is not the same as being zero.
    static FieldDescriptorProto.Builder optional(
            FieldDescriptorProto.Type type, String name, int number) {
        return field(type, name, number).setProto3Optional(true);
    }

    static FieldDescriptorProto.Builder repeated(FieldDescriptorProto.Builder field) {
        return field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
    }

    static EnumDescriptorProto enumeration(String name, String... values) {
        var all = EnumDescriptorProto.newBuilder().setName(name);
        for (String value : values) {
            all.addValue(
                    EnumValueDescriptorProto.newBuilder()
                            .setName(value)
                            .setNumber(all.getValueCount()));
        }
        return all.build();
    }

    FileDescriptor build() {
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(file.getName() + " is no valid schema", e);
        }
    }
}
