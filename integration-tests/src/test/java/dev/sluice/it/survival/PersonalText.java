package dev.sluice.it.survival;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the simulated workers say: full of personal data, and known in advance, so that an answer
/// shows at once what was lost, repeated or leaked on its way.
final class PersonalText {
    /// Words of {@link #TEXT}. Answers that are compared have a multiple of it.
    static final int TOKENS = 32;

    private static final String TEXT =
            " Reach Ann at ann.lee@example.org or 13812345678 today, card 4111 1111 1111 1111 ,"
                + " number 536-90-4399 , host 203.0.113.9 ; 电话 13987654321 , then bob@example.com"
                + " waits for the next slow train home again";

    private static final Map<String, String> MASKS = masks();

    private PersonalText() {}

    private static Map<String, String> masks() {
        Map<String, String> masks = new LinkedHashMap<>();
        masks.put("ann.lee@example.org", "ann***@example.org");
        masks.put("bob@example.com", "b***@example.com");
        masks.put("13812345678", "138****5678");
        masks.put("13987654321", "139****4321");
        masks.put("4111 1111 1111 1111", "************1111");
        masks.put("536-90-4399", "*****4399");
        masks.put("203.0.113.9", "****");
        return masks;
    }

    static Path write(Path folder) {
        try {
            return Files.writeString(folder.resolve("personal.txt"), TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a client must get of an answer of so many tokens.
    static String masked(int tokenCount) {
        if (tokenCount % TOKENS != 0) {
            throw new IllegalArgumentException(tokenCount + " is no multiple of " + TOKENS);
        }
        String masked = TEXT.repeat(tokenCount / TOKENS);
        for (Map.Entry<String, String> mask : MASKS.entrySet()) {
            masked = masked.replace(mask.getKey(), mask.getValue());
        }
        return masked;
    }

    /// The values that stand in a text as they are.
    static List<String> leaksIn(String text) {
        return MASKS.keySet().stream().filter(text::contains).toList();
    }
}
