package dev.sluice.gateway.admission;

import dev.sluice.contracts.SensitiveText;
import java.util.Map;
import java.util.TreeMap;

/// Reads `metadata` where it is kept: the bounds are OpenAI's.
final class MetadataFields {
    private static final int PAIR_COUNT_MAX = 16;
    private static final int NAME_LENGTH_MAX = 64;
    private static final int VALUE_LENGTH_MAX = 512;

    private MetadataFields() {}

    static Map<String, SensitiveText> read(Fields body) throws BadField {
        Fields metadata = body.object("metadata");
        if (metadata == null) {
            return Map.of();
        }
        if (metadata.entries().size() > PAIR_COUNT_MAX) {
            throw BadField.invalid(
                    "metadata",
                    "has " + metadata.entries().size() + " pairs, allowed are " + PAIR_COUNT_MAX);
        }
        Map<String, SensitiveText> pairs = new TreeMap<>();
        for (Map.Entry<?, ?> pair : metadata.entries().entrySet()) {
            String name = Fields.textOf(pair.getKey(), "metadata");
            if (name.length() > NAME_LENGTH_MAX) {
                throw BadField.invalid(
                        "metadata",
                        "a name has "
                                + name.length()
                                + " characters, allowed are "
                                + NAME_LENGTH_MAX);
            }
            String value = metadata.text(name, VALUE_LENGTH_MAX);
            pairs.put(name, new SensitiveText(value == null ? "" : value));
        }
        return pairs;
    }
}
