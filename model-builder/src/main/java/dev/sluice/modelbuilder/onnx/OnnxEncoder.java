package dev.sluice.modelbuilder.onnx;

import java.util.List;

/// Maps the records of this package to the messages of onnx.proto; the numbers are that file's
/// field numbers.
final class OnnxEncoder {
    /// IR version 10 goes with operator set 21.
    private static final long IR_VERSION = 10;

    private static final long EXTERNAL = 1;
    private static final long ATTRIBUTE_FLOAT = 1;
    private static final long ATTRIBUTE_INT = 2;

    private OnnxEncoder() {}

    static byte[] encode(OnnxModel model) {
        ProtoWriter message = new ProtoWriter();
        message.whole(1, IR_VERSION).text(2, "sluice-model-builder").message(7, graph(model));
        model.operatorSets()
                .forEach((domain, version) ->
                        message.message(8, new ProtoWriter().text(1, domain).whole(2, version)));
        model.metadata().forEach((name, value) -> message.message(14, entry(name, value)));
        return message.toBytes();
    }

    private static ProtoWriter graph(OnnxModel model) {
        ProtoWriter message = new ProtoWriter();
        model.nodes().forEach(node -> message.message(1, node(node)));
        message.text(2, model.graphName());
        model.initializers().forEach(value -> message.message(5, initializer(value)));
        model.inputs().forEach(input -> message.message(11, valueInfo(input)));
        model.outputs().forEach(output -> message.message(12, valueInfo(output)));
        return message;
    }

    private static ProtoWriter node(Node node) {
        ProtoWriter message = new ProtoWriter();
        node.inputs().forEach(input -> message.text(1, input));
        node.outputs().forEach(output -> message.text(2, output));
        message.text(3, node.name()).text(4, node.operation());
        node.attributes().forEach(attribute -> message.message(5, attribute(attribute)));
        return message.text(7, node.domain());
    }

    private static ProtoWriter attribute(Attribute attribute) {
        ProtoWriter message = new ProtoWriter().text(1, attribute.name());
        return switch (attribute) {
            case Attribute.Real real -> message.real(2, real.value()).whole(20, ATTRIBUTE_FLOAT);
            case Attribute.Whole whole -> message.whole(3, whole.value()).whole(20, ATTRIBUTE_INT);
        };
    }

    private static ProtoWriter initializer(Initializer initializer) {
        ProtoWriter message = new ProtoWriter();
        initializer.shape().forEach(size -> message.whole(1, size));
        message.whole(2, initializer.type().number()).text(8, initializer.name());
        switch (initializer) {
            case Initializer.Inside inside -> message.content(9, inside.content());
            case Initializer.Outside outside ->
                    message.message(13, entry("location", outside.location()))
                            .message(13, entry("offset", Long.toString(outside.offset())))
                            .message(13, entry("length", Long.toString(outside.bytes())))
                            .whole(14, EXTERNAL);
        }
        return message;
    }

    private static ProtoWriter valueInfo(ValueInfo value) {
        ProtoWriter tensor =
                new ProtoWriter().whole(1, value.type().number()).message(2, shape(value.shape()));
        return new ProtoWriter()
                .text(1, value.name())
                .message(2, new ProtoWriter().message(1, tensor));
    }

    private static ProtoWriter shape(List<Dimension> dimensions) {
        ProtoWriter message = new ProtoWriter();
        dimensions.forEach(dimension -> message.message(1, dimension(dimension)));
        return message;
    }

    private static ProtoWriter dimension(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Fixed fixed -> new ProtoWriter().whole(1, fixed.size());
            case Dimension.Named named -> new ProtoWriter().text(2, named.name());
        };
    }

    private static ProtoWriter entry(String name, String value) {
        return new ProtoWriter().text(1, name).text(2, value);
    }
}
