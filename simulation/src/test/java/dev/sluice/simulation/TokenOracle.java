package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The naive reader of one request's `tokens`, that all others are compared with: an index once,
/// nothing of an older epoch, the first end. It fails when the answer is anything but a prefix of
/// the undisturbed one.
final class TokenOracle {
    private final List<Integer> undisturbedIds;
    private final String undisturbedText;
    private final List<Integer> ids = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int epoch;
    private int nextIndex;
    private int fences;
    private @Nullable GenerationFinished end;

    TokenOracle(List<Integer> undisturbedIds, String undisturbedText) {
        this.undisturbedIds = undisturbedIds;
        this.undisturbedText = undisturbedText;
    }

    void take(TokenEvent event) {
        if (end != null || event.epoch() < epoch) {
            return;
        }
        epoch = event.epoch();
        switch (event) {
            case GenerationFenced _ -> fences++;
            case GenerationStarted _ -> nextIndex = Math.max(nextIndex, 1);
            case TokenGenerated token -> takeToken(token);
            case GenerationFinished last -> takeEnd(last);
        }
    }

    private void takeToken(TokenGenerated token) {
        assertThat(token.index())
                .as("a gap before a token of %s", token.requestId())
                .isLessThanOrEqualTo(nextIndex);
        if (token.index() < nextIndex) {
            return;
        }
        nextIndex++;
        ids.add(token.tokenId());
        assertThat(undisturbedIds)
                .as("tokens of %s", token.requestId())
                .startsWith(ids.toArray(Integer[]::new));
        append(token.text().value());
    }

    private void append(String more) {
        text.append(more);
        assertThat(undisturbedText).as("the answer").startsWith(text.toString());
    }

    private void takeEnd(GenerationFinished last) {
        assertThat(last.index())
                .as("index of the end of %s", last.requestId())
                .isEqualTo(nextIndex);
        end = last;
        if (last.reason() == null) {
            text.append(last.text().value());
            return;
        }
        append(last.text().value());
        assertThat(ids).as("answer of %s", last.requestId()).isEqualTo(undisturbedIds);
        assertThat(text).as("answer of %s", last.requestId()).hasToString(undisturbedText);
    }

    List<Integer> ids() {
        return ids;
    }

    String text() {
        return text.toString();
    }

    int epoch() {
        return epoch;
    }

    int nextIndex() {
        return nextIndex;
    }

    int fences() {
        return fences;
    }

    @Nullable GenerationFinished end() {
        return end;
    }
}
