package dev.sluice.gateway.http;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.Urgency;
import dev.sluice.gateway.http.BodyReader.ReceivedBody;
import dev.sluice.gateway.rendering.WholeAnswer;
import dev.sluice.gateway.streaming.Desertion;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request that was understood, on its way to the brokers.
record Draft(Call call, Dialect dialect, Urgency urgency, InferenceForm form, ReceivedBody body) {
    /// What the routes differ in: the ids they give, how they read and how they answer.
    record Dialect(
            String idPrefix,
            Function<@Nullable Object, Admission> reader,
            Function<WholeAnswer, String> rendering) {}

    TenantId tenant() {
        return call.requirePrincipal().tenantId();
    }

    void refuse(Refusal refusal) {
        body.release();
        call.refuse(refusal);
    }

    /// What a route keeps a pool for: the conversation, else the request alone.
    String stickyKey(RequestId id) {
        String conversation = form.conversation();
        return conversation == null ? id.value() : conversation;
    }

    /// `alias`: what the client sent, where that is not the pool's own name.
    InferenceRequested request(
            RequestId id,
            Instant acceptedAt,
            int partition,
            PoolName pool,
            @Nullable String alias) {
        Duration patience = urgency.patience();
        var spec =
                new InferenceSpec(
                        acceptedAt,
                        partition,
                        pool.value(),
                        form.prompt(),
                        form.settings(),
                        urgency.priority(),
                        patience == null ? null : acceptedAt.plus(patience),
                        form.includeUsage(),
                        form.subject(),
                        form.conversation(),
                        null,
                        alias);
        return new InferenceRequested(id + "/request", id, tenant(), acceptedAt, spec);
    }

    RequestAccepted note(Instant now) {
        RequestId id = call.requestId();
        String keyId = call.requirePrincipal().keyId();
        return new RequestAccepted(id + "/accepted", id, tenant(), now, call.route(), keyId);
    }

    Desertion desertion() {
        if (form.isStored()) {
            return Desertion.RUN_ON;
        }
        return form.isStream() ? Desertion.CANCEL_AFTER_GRACE : Desertion.CANCEL;
    }
}
