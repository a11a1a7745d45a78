package dev.sluice.modelbuilder.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// An open GGUF file: its metadata, its tensor directory, and access to the bytes of a tensor. The
/// file is mapped, so a model larger than the heap costs no heap. Immutable; any thread may read.
/// Close it only when no thread reads any more.
public final class GgufFile implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment content;
    private final String name;
    private final GgufMetadata metadata;
    private final SequencedMap<String, GgufTensor> tensors;

    private GgufFile(Arena arena, MemorySegment content, String name) {
        this.arena = arena;
        this.content = content;
        this.name = name;
        GgufReader.Head head = new GgufReader(content, name).read();
        this.metadata = head.metadata();
        this.tensors = new LinkedHashMap<>(head.tensors());
    }

    /// Maps and parses the file; throws a [ModelFileException] if it is damaged or of an unknown
    /// kind.
    public static GgufFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment content =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(arena, content, String.valueOf(path.getFileName()));
        } catch (IOException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    public String name() {
        return name;
    }

    public long bytes() {
        return content.byteSize();
    }

    public GgufMetadata metadata() {
        return metadata;
    }

    /// In file order.
    public Map<String, GgufTensor> tensors() {
        return Collections.unmodifiableSequencedMap(tensors);
    }

    public Optional<GgufTensor> tensor(String tensorName) {
        return Optional.ofNullable(tensors.get(tensorName));
    }

    /// Copies `destination.length` bytes of the tensor, from its byte `from` on.
    public void read(GgufTensor tensor, long from, byte[] destination) {
        if (from < 0 || from > tensor.bytes() - destination.length) {
            throw new IllegalStateException(
                    "bytes %d + %d lie outside tensor %s of %d bytes"
                            .formatted(from, destination.length, tensor.name(), tensor.bytes()));
        }
        MemorySegment.copy(
                content,
                ValueLayout.JAVA_BYTE,
                tensor.offset() + from,
                destination,
                0,
                destination.length);
    }

    /// The raw bytes [from, from + count) of the file, without a copy.
    public ByteBuffer slice(long from, int count) {
        return content.asSlice(from, count).asByteBuffer();
    }

    @Override
    public void close() {
        arena.close();
    }
}
