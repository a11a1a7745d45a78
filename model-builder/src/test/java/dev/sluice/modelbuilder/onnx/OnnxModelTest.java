package dev.sluice.modelbuilder.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The numbers are the field numbers of onnx.proto.
class OnnxModelTest {
    @Test
    void writesTheModelAround() {
        // Given
        OnnxModel model = model();

        // When
        List<ProtoReader.Field> fields = ProtoReader.fields(ByteBuffer.wrap(model.encode()));

        // Then
        assertThat(ProtoReader.wholes(fields, 1)).containsExactly(10L);
        assertThat(ProtoReader.messages(fields, 8))
                .extracting(set -> ProtoReader.texts(set, 1), set -> ProtoReader.wholes(set, 2))
                .containsExactly(
                        tuple(List.of(""), List.of(21L)),
                        tuple(List.of("com.microsoft"), List.of(1L)));
        assertThat(ProtoReader.messages(fields, 14))
                .extracting(entry -> ProtoReader.texts(entry, 1).getFirst())
                .containsExactly("layers");
    }

    @Test
    void writesNodesWithInputsLeftOut() {
        // Given
        OnnxModel model = model();

        // When
        List<ProtoReader.Field> node = ProtoReader.messages(graphOf(model), 1).getFirst();

        // Then
        assertThat(ProtoReader.texts(node, 1)).containsExactly("x", "", "w");
        assertThat(ProtoReader.texts(node, 2)).containsExactly("y");
        assertThat(ProtoReader.texts(node, 4)).containsExactly("Operation");
        assertThat(ProtoReader.texts(node, 7)).containsExactly("com.microsoft");
        List<List<ProtoReader.Field>> attributes = ProtoReader.messages(node, 5);
        assertThat(ProtoReader.texts(attributes.get(0), 1)).containsExactly("axis");
        assertThat(ProtoReader.wholes(attributes.get(0), 3)).containsExactly(-1L);
        assertThat(ProtoReader.wholes(attributes.get(0), 20)).containsExactly(2L);
        assertThat(ProtoReader.texts(attributes.get(1), 1)).containsExactly("epsilon");
        assertThat(ProtoReader.wholes(attributes.get(1), 2))
                .containsExactly((long) Float.floatToIntBits(1e-5f));
        assertThat(ProtoReader.wholes(attributes.get(1), 20)).containsExactly(1L);
    }

    @Test
    void writesConstantsInsideAndOutside() {
        // Given
        OnnxModel model = model();

        // When
        List<List<ProtoReader.Field>> initializers = ProtoReader.messages(graphOf(model), 5);

        // Then
        List<ProtoReader.Field> inside = initializers.get(0);
        assertThat(ProtoReader.wholes(inside, 1)).containsExactly(2L);
        assertThat(ProtoReader.wholes(inside, 2)).containsExactly(2L);
        assertThat(ProtoReader.texts(inside, 8)).containsExactly("small");
        assertThat(ProtoReader.texts(inside, 9)).containsExactly("AB");
        List<ProtoReader.Field> outside = initializers.get(1);
        assertThat(ProtoReader.wholes(outside, 1)).containsExactly(300L, 200L);
        assertThat(ProtoReader.wholes(outside, 14)).containsExactly(1L);
        assertThat(externalData(outside))
                .isEqualTo(Map.of("location", "data", "offset", "8192", "length", "5000000000"));
    }

    @Test
    void writesShapesWithNamedDimensions() {
        // Given
        OnnxModel model = model();

        // When
        List<ProtoReader.Field> input = ProtoReader.messages(graphOf(model), 11).getFirst();

        // Then
        assertThat(ProtoReader.texts(input, 1)).containsExactly("x");
        List<ProtoReader.Field> type = ProtoReader.messages(input, 2).getFirst();
        List<ProtoReader.Field> tensor = ProtoReader.messages(type, 1).getFirst();
        assertThat(ProtoReader.wholes(tensor, 1)).containsExactly(7L);
        List<ProtoReader.Field> shape = ProtoReader.messages(tensor, 2).getFirst();
        List<List<ProtoReader.Field>> dimensions = ProtoReader.messages(shape, 1);
        assertThat(ProtoReader.texts(dimensions.get(0), 2)).containsExactly("batch");
        assertThat(ProtoReader.wholes(dimensions.get(1), 1)).containsExactly(576L);
    }

    @ParameterizedTest
    @CsvSource({"0, 0800", "127, 087f", "128, 088001", "-1, 08ffffffffffffffffff01"})
    void writesVarintsOfAnySize(long value, String expected) {
        // When
        byte[] bytes = new ProtoWriter().whole(1, value).toBytes();

        // Then
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
    }

    private static List<ProtoReader.Field> graphOf(OnnxModel model) {
        List<ProtoReader.Field> fields = ProtoReader.fields(ByteBuffer.wrap(model.encode()));
        return ProtoReader.messages(fields, 7).getFirst();
    }

    private static Map<String, String> externalData(List<ProtoReader.Field> initializer) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (List<ProtoReader.Field> entry : ProtoReader.messages(initializer, 13)) {
            entries.put(
                    ProtoReader.texts(entry, 1).getFirst(), ProtoReader.texts(entry, 2).getFirst());
        }
        return entries;
    }

    private static OnnxModel model() {
        Node node =
                new Node(
                        "com.microsoft",
                        "Operation",
                        "/y",
                        List.of("x", "", "w"),
                        List.of("y"),
                        List.of(Attribute.of("axis", -1), Attribute.of("epsilon", 1e-5f)));
        ByteBuffer content = ByteBuffer.wrap(new byte[] {'A', 'B'});
        List<Initializer> initializers =
                List.of(
                        new Initializer.Inside("small", ElementType.UINT8, List.of(2L), content),
                        new Initializer.Outside(
                                "w",
                                ElementType.FLOAT,
                                List.of(300L, 200L),
                                "data",
                                8192,
                                5_000_000_000L));
        List<Dimension> shape = List.of(Dimension.of("batch"), Dimension.of(576));
        return new OnnxModel(
                "graph",
                List.of(new ValueInfo("x", ElementType.INT64, shape)),
                List.of(new ValueInfo("y", ElementType.FLOAT, shape)),
                List.of(node),
                initializers,
                new LinkedHashMap<>(ordered("", 21L, "com.microsoft", 1L)),
                new LinkedHashMap<>(Map.of("layers", "30")));
    }

    private static Map<String, Long> ordered(String first, long one, String second, long two) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, two);
        return map;
    }
}
