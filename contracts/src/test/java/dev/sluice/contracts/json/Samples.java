package dev.sluice.contracts.json;

import dev.sluice.contracts.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sample records of the published version: `<Variant>.json`, or `<Variant>.<case>.json` for a
/// second one of the same variant. Every text that is a prompt or an answer holds the [#CANARY].
final class Samples {
    static final String CANARY = "canary";
    static final Path FOLDER = Path.of("src/test/resources/samples/v" + EventCodec.SCHEMA_VERSION);

    /// One file, and the event record it is of.
    record Sample(Path file, Class<?> variant, Class<? extends Event> eventType) {
        byte[] bytes() {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return file.getFileName().toString();
        }
    }

    private Samples() {}

    static List<Sample> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Samples::sample).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample sample(Path file) {
        String name = file.getFileName().toString();
        String variantName = name.substring(0, name.indexOf('.'));
        for (Class<? extends Event> eventType : EventCodec.eventTypes()) {
            for (Class<?> variant : EventCodec.variantsOf(eventType)) {
                if (variant.getSimpleName().equals(variantName)) {
                    return new Sample(file, variant, eventType);
                }
            }
        }
        throw new IllegalStateException("no event is called " + variantName);
    }

    static List<Class<?>> variants() {
        return EventCodec.eventTypes().stream()
                .<Class<?>>flatMap(eventType -> Stream.of(EventCodec.variantsOf(eventType)))
                .toList();
    }
}
