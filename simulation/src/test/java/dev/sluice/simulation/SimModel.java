package dev.sluice.simulation;

import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.worker.serving.BytePrompts;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.ByteVocabulary;
import dev.sluice.worker.tokens.StopStrings;
import dev.sluice.worker.tokens.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A model whose answer is a function of its prompt alone: a story, named by a number, made of
/// personal data in pieces, characters in single bytes, and what stands in the prompt in place of
/// the caller's own values.
public final class SimModel {
    public static final int CONTEXT_TOKENS = 320;

    /// What the caller says of himself; only he sees it again.
    static final List<String> OWN_SECRETS = List.of("6222021234567890128", "13812345678");

    /// What the model says by itself; it never stands in what anybody may see.
    static final List<String> SPOKEN_SECRETS = List.of("13987654321", "ann@example.org");

    static final List<String> ALL_SECRETS =
            Stream.concat(OWN_SECRETS.stream(), SPOKEN_SECRETS.stream()).toList();

    private static final char PROMPT_END = '\n';
    private static final Pattern STORY = Pattern.compile("story x(\\d+)x");
    private static final Pattern POISON = Pattern.compile("poison");
    private static final Pattern PLACEHOLDER = Pattern.compile("<[A-Z_]+_[0-9a-z]+>");

    /// Token by token; the empty list is a placeholder of the prompt.
    private static final List<List<String>> PARTS =
            List.of(
                    List.of("139", "8765", "4321 "),
                    List.of("ann", "@exam", "ple.o", "rg "),
                    List.of("The ", "customer", "'s ", "card "),
                    List.of("is ", "kept. "),
                    List.of("&lt; ", "\\u00 ", "<BANK_", "CARD_ "),
                    List.of("请联系 "),
                    List.of("😀 "),
                    List.of("call "),
                    List.of(),
                    List.of());

    private final Map<String, Integer> ids = new HashMap<>();
    private final TokenBytes tokenBytes;
    private final int endToken;
    private final Map<String, int[]> answers = new HashMap<>();

    SimModel() {
        List<String> pieces = PARTS.stream().flatMap(List::stream).distinct().toList();
        pieces.forEach(piece -> ids.put(piece, ByteVocabulary.BYTES + ids.size()));
        tokenBytes = ByteVocabulary.of(pieces);
        endToken = ByteVocabulary.BYTES + pieces.size();
    }

    static String prompt(int story, boolean isPoison) {
        return "My card is %s, my phone is %s. Tell me story x%dx%s.%c"
                .formatted(
                        OWN_SECRETS.getFirst(),
                        OWN_SECRETS.getLast(),
                        story,
                        isPoison ? " with poison" : "",
                        PROMPT_END);
    }

    public TokenBytes tokenBytes() {
        return tokenBytes;
    }

    public int endToken() {
        return endToken;
    }

    public int vocabularySize() {
        return endToken + 1;
    }

    public AnswerText answerText(InferenceSpec spec) {
        return new AnswerText(tokenBytes, StopStrings.of(spec.settings().stop()));
    }

    /// Whether it kills the process that reads it.
    boolean isPoison(int[] tokens, int promptCount) {
        return POISON.matcher(textOf(tokens, promptCount)).find();
    }

    /// Tokens up to the end of the prompt; all of them where it is not complete.
    static int promptCount(int[] tokens, int count) {
        for (int i = 0; i < count; i++) {
            if (tokens[i] == PROMPT_END) {
                return i + 1;
            }
        }
        return count;
    }

    /// What follows these tokens.
    int next(int[] tokens, int count) {
        int promptCount = promptCount(tokens, count);
        int[] answer = answer(textOf(tokens, promptCount));
        int position = count - promptCount;
        return position < answer.length ? answer[position] : endToken;
    }

    /// The whole answer, without an end.
    int[] answer(String prompt) {
        return answers.computeIfAbsent(prompt, this::compose);
    }

    private int[] compose(String prompt) {
        Matcher story = STORY.matcher(prompt);
        int number = story.find() ? Integer.parseInt(story.group(1)) : 0;
        List<String> placeholders =
                PLACEHOLDER.matcher(prompt).results().map(MatchResult::group).toList();
        SplittableRandom random = new SplittableRandom(number);
        List<Integer> tokens = new ArrayList<>();
        for (int parts = random.nextInt(1, 9); parts > 0; parts--) {
            List<String> part = PARTS.get(random.nextInt(PARTS.size()));
            int chosen = random.nextInt(2);
            if (part.isEmpty() && chosen < placeholders.size()) {
                addBytes(tokens, placeholders.get(chosen) + " ");
            } else if (part.size() == 1) {
                addBytes(tokens, part.getFirst());
            } else {
                part.forEach(piece -> tokens.add(ids.get(piece)));
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void addBytes(List<Integer> tokens, String text) {
        Arrays.stream(BytePrompts.tokensOf(text)).forEach(tokens::add);
    }

    private static String textOf(int[] tokens, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) tokens[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
