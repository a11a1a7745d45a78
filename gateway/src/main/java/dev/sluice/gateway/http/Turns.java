package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.ResponseForm;
import dev.sluice.gateway.store.Conversation;
import dev.sluice.gateway.store.Conversation.Lookup;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts the conversation that `previous_response_id` names before a response's own input.
final class Turns {
    private static final String PARAM = "previous_response_id";

    private final Conversation conversation;

    Turns(GatewayPorts ports) {
        this.conversation = new Conversation(ports.store(), ports.callerText());
    }

    void prepend(Draft draft, Consumer<Draft> next) {
        ResponseForm asked = Objects.requireNonNull(draft.form().response(), "response");
        if (asked.previousId() == null) {
            next.accept(draft);
            return;
        }
        conversation
                .before(draft.tenant(), asked.previousId())
                .whenComplete((before, failure) ->
                        draft.call().resume(() -> pass(draft, before, failure, next)));
    }

    private static void pass(
            Draft draft,
            @Nullable Lookup before,
            @Nullable Throwable failure,
            Consumer<Draft> next) {
        switch (before) {
            case Lookup.Found found ->
                    next.accept(draft.with(draft.form().after(found.messages())));
            case Lookup.Unknown unknown ->
                    draft.refuse(refusal("there is no response", unknown.id()));
            case Lookup.Unanswered unanswered ->
                    draft.refuse(refusal("no complete answer is in response", unanswered.id()));
            case Lookup.TooLong long_ ->
                    draft.refuse(
                            Refusal.of(
                                    ErrorCode.INVALID_PARAMETER,
                                    PARAM
                                            + ": the conversation has more than "
                                            + long_.turnCountMax()
                                            + " turns, the most that are allowed",
                                    PARAM));
            case null -> draft.refuse(Answers.refusalOf(Objects.requireNonNull(failure)));
        }
    }

    private static Refusal refusal(String problem, ObjectId id) {
        return Refusal.of(ErrorCode.INVALID_PARAMETER, PARAM + ": " + problem + " " + id, PARAM);
    }
}
