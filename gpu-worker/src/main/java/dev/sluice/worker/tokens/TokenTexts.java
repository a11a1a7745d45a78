package dev.sluice.worker.tokens;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.TokenLogprob;
import dev.sluice.contracts.event.TokenLogprobs;
import dev.sluice.worker.sampling.Logprobs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tokens as those who read probabilities want them: each by itself, as text, and as bytes where
/// the text does not say them. A special token stands as its name. Immutable, shared by all
/// threads.
public final class TokenTexts {
    private static final int BYTE_MASK = 0xFF;

    private final TokenBytes tokens;

    public TokenTexts(TokenBytes tokens) {
        this.tokens = tokens;
    }

    public TokenLogprobs of(int tokenId, Logprobs logprobs) {
        List<TokenLogprob> top = new ArrayList<>(logprobs.top().size());
        for (Logprobs.Candidate candidate : logprobs.top()) {
            top.add(of(candidate.tokenId(), candidate.logprob()));
        }
        return new TokenLogprobs(of(tokenId, logprobs.chosen()), top);
    }

    private TokenLogprob of(int tokenId, float logprob) {
        byte[] bytes = tokens.bytes(tokenId);
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean isWhole = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
        return new TokenLogprob(new SensitiveText(text), isWhole ? null : numbers(bytes), logprob);
    }

    private static List<Integer> numbers(byte[] bytes) {
        List<Integer> numbers = new ArrayList<>(bytes.length);
        for (byte value : bytes) {
            numbers.add(value & BYTE_MASK);
        }
        return numbers;
    }
}
