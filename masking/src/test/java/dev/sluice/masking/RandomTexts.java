package dev.sluice.masking;

import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.Detector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Texts that are hard on a masker: samples and near misses whole, cut and damaged, glued to each
/// other and to what stands beside them in real life.
public final class RandomTexts {

    private static final List<String> GLUE =
            List.of(
                    "", "", "", " ", " ", "-", ".", "@", "+", "1", "86", "a", "Z", ",", "\n", "联系",
                    "，", "(", ")", "_", "x");

    private static final List<String> ODD =
            List.of(
                    "\u200b",
                    "\u00a0",
                    "１",
                    "．",
                    "\u2013",
                    "😀",
                    "\ud83d",
                    "\ude00",
                    "\ufeff",
                    "𝟏",
                    "\\",
                    "\\u",
                    "\\u003",
                    "\\u0031",
                    "\\\\u0040",
                    "\\ud835\\udfcf",
                    "\\ud835",
                    "\\/");

    private static final List<String> EXAMPLES = examples();

    private RandomTexts() {}

    /// Only characters that every detector reads as they are.
    public static String plain(SplittableRandom random, int lengthMax) {
        StringBuilder text = new StringBuilder();
        while (text.length() < lengthMax && random.nextInt(8) != 0) {
            text.append(oneOf(random, GLUE)).append(piece(random));
        }
        text.append(oneOf(random, GLUE));
        return ascii(text.substring(0, Math.min(text.length(), lengthMax)));
    }

    /// The same with zero-width characters, full-width digits, emoji and half surrogate pairs.
    public static String odd(SplittableRandom random, int lengthMax) {
        StringBuilder text = new StringBuilder();
        while (text.length() < lengthMax && random.nextInt(8) != 0) {
            text.append(oneOf(random, GLUE)).append(piece(random));
            if (random.nextInt(3) == 0) {
                text.insert(random.nextInt(text.length() + 1), oneOf(random, ODD));
            }
        }
        return text.toString();
    }

    /// The text in pieces of random length, some of them empty.
    public static List<String> chunks(SplittableRandom random, String text) {
        int lengthMax = 1 + random.nextInt(12);
        List<String> chunks = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + random.nextInt(lengthMax + 1));
            chunks.add(text.substring(from, to));
            from = to;
        }
        return chunks;
    }

    private static String piece(SplittableRandom random) {
        String example = oneOf(random, EXAMPLES);
        int length = example.length();
        return switch (random.nextInt(6)) {
            case 0 -> example.substring(0, random.nextInt(length));
            case 1 -> example.substring(random.nextInt(length));
            case 2 -> damaged(random, example);
            default -> example;
        };
    }

    private static String damaged(SplittableRandom random, String example) {
        StringBuilder text = new StringBuilder(example);
        text.setCharAt(random.nextInt(text.length()), (char) ('0' + random.nextInt(10)));
        return text.toString();
    }

    private static String ascii(CharSequence text) {
        StringBuilder ascii = new StringBuilder();
        text.chars().forEach(c -> ascii.append(isPlain(c) ? (char) c : '7'));
        return ascii.toString();
    }

    private static boolean isPlain(int c) {
        return (c < 0x80 && c != '\\') || (c >= 0x3001 && c < 0xD800);
    }

    private static <T> T oneOf(SplittableRandom random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> examples() {
        List<String> examples = new ArrayList<>();
        for (Detector detector : BuiltinDetectors.all()) {
            examples.addAll(detector.examples().samples());
            examples.addAll(detector.examples().nearMisses());
        }
        return examples;
    }
}
