package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.gateway.rendering.CallerText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What was said before, as the caller said and heard it: `previous_response_id`, followed back to
/// the conversation's beginning.
public final class Conversation {
    private static final int TURN_COUNT_MAX = 500;

    private final GatewayStore store;
    private final CallerText callerText;

    public Conversation(GatewayStore store, CallerText callerText) {
        this.store = store;
        this.callerText = callerText;
    }

    /// The outcome of following a conversation back.
    public sealed interface Lookup {
        record Found(List<ChatMessage> messages) implements Lookup {
            public Found {
                messages = List.copyOf(messages);
            }
        }

        /// There is no such response of this tenant.
        record Unknown(ObjectId id) implements Lookup {}

        /// It has no answer to go on from.
        record Unanswered(ObjectId id) implements Lookup {}

        record TooLong(int turnCountMax) implements Lookup {}
    }

    public CompletionStage<Lookup> before(TenantId tenant, @Nullable ObjectId previousId) {
        return follow(tenant, previousId, new ArrayList<>());
    }

    /// `turns`: newest first.
    private CompletionStage<Lookup> follow(
            TenantId tenant, @Nullable ObjectId id, List<List<ChatMessage>> turns) {
        if (id == null) {
            Collections.reverse(turns);
            return CompletableFuture.completedStage(
                    new Lookup.Found(turns.stream().flatMap(List::stream).toList()));
        }
        if (turns.size() >= TURN_COUNT_MAX) {
            return CompletableFuture.completedStage(new Lookup.TooLong(TURN_COUNT_MAX));
        }
        return store.response(tenant, id)
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return CompletableFuture.completedStage(new Lookup.Unknown(id));
                    }
                    StoredResponse turn = found.get();
                    if (!(turn.result() instanceof InferenceCompleted done)) {
                        return CompletableFuture.completedStage(new Lookup.Unanswered(id));
                    }
                    turns.add(messages(turn, done));
                    return follow(tenant, turn.created().previousId(), turns);
                });
    }

    private List<ChatMessage> messages(StoredResponse turn, InferenceCompleted done) {
        List<ChatMessage> messages = new ArrayList<>();
        turn.form().input().forEach(item -> messages.add(item.message()));
        SensitiveText said =
                callerText.of(done) instanceof InferenceCompleted opened
                        ? opened.text()
                        : done.text();
        messages.add(new ChatMessage("assistant", said, null));
        return messages;
    }
}
