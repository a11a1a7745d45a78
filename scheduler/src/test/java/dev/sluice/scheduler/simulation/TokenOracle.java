package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The naive reader of `tokens` that all others are compared with. It follows the log as it is
/// written, and fails when a request's answer is anything but a prefix of the undisturbed one.
final class TokenOracle {
    /// What the log holds of one request.
    static final class View {
        private final SimRequest request;
        final List<Integer> tokenIds = new ArrayList<>();
        int epoch;
        int nextIndex;
        int fences;
        @Nullable GenerationFinished end;

        private View(SimRequest request) {
            this.request = request;
        }
    }

    private final Map<RequestId, View> views = new HashMap<>();

    void add(SimRequest request) {
        views.put(request.requestId(), new View(request));
    }

    View view(RequestId requestId) {
        View view = views.get(requestId);
        assertThat(view).as("a record of an unknown request %s", requestId).isNotNull();
        return java.util.Objects.requireNonNull(view);
    }

    boolean isEnded(RequestId requestId) {
        return view(requestId).end != null;
    }

    void take(TokenEvent event) {
        View view = view(event.requestId());
        if (view.end != null || event.epoch() < view.epoch) {
            return;
        }
        view.epoch = event.epoch();
        switch (event) {
            case GenerationFenced _ -> view.fences++;
            case GenerationStarted _ -> {
                if (view.nextIndex == 0) {
                    view.nextIndex = 1;
                }
            }
            case TokenGenerated token -> takeToken(view, token);
            case GenerationFinished end -> takeEnd(view, end);
        }
    }

    private static void takeToken(View view, TokenGenerated token) {
        assertThat(token.index())
                .as("a gap before a token of %s", token.requestId())
                .isLessThanOrEqualTo(view.nextIndex);
        if (token.index() < view.nextIndex) {
            return;
        }
        assertThat(token.tokenId())
                .as("token %d of %s", view.tokenIds.size(), token.requestId())
                .isEqualTo(view.request.tokenAt(view.tokenIds.size()));
        view.tokenIds.add(token.tokenId());
        view.nextIndex++;
    }

    private static void takeEnd(View view, GenerationFinished end) {
        assertThat(end.index())
                .as("index of the end of %s", end.requestId())
                .isEqualTo(view.nextIndex);
        if (end.reason() != null) {
            assertThat(view.tokenIds)
                    .as("answer of %s", end.requestId())
                    .isEqualTo(view.request.answer());
        }
        view.end = end;
    }
}
