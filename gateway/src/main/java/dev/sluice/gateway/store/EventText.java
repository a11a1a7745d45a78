package dev.sluice.gateway.store;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import java.nio.charset.StandardCharsets;

/// Events as texts in a table, in the form that they have on their topics.
final class EventText {
    private final EventCodec codec;

    EventText(EventCodec codec) {
        this.codec = codec;
    }

    String of(Event event) {
        return new String(codec.encode(event), StandardCharsets.UTF_8);
    }

    <E extends Event> E read(Class<E> type, String text) {
        return switch (codec.decode(type, text.getBytes(StandardCharsets.UTF_8))) {
            case Decoded.Valid<E>(E event) -> event;
            case Decoded.Malformed<E> malformed ->
                    throw new IllegalStateException(
                            "a stored " + type.getSimpleName() + ": " + malformed.reason());
        };
    }
}
