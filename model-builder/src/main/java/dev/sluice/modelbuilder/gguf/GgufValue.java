package dev.sluice.modelbuilder.gguf;

import java.util.List;

/// One metadata value. GGUF's ten number types are two here: what matters to a reader is whole or
/// real.
public sealed interface GgufValue {
    /// Any integer type; an unsigned 64-bit value above the signed range shows as negative and
    /// fails the range checks.
    record Whole(long value) implements GgufValue {}

    record Real(double value) implements GgufValue {}

    record Truth(boolean value) implements GgufValue {}

    record Text(String value) implements GgufValue {}

    record Items(List<GgufValue> items) implements GgufValue {
        public Items {
            items = List.copyOf(items);
        }
    }
}
