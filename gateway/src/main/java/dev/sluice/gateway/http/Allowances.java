package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.tenant.TokenEstimate;
import dev.sluice.gateway.tenant.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds requests to their tenant's limits before they are published.
final class Allowances {
    private final Quotas quotas;

    Allowances(Quotas quotas) {
        this.quotas = quotas;
    }

    /// Goes on with a request that is within the limits, on the call's context, and at once where
    /// its tenant has none. `onRefused` gets why another may not.
    void ask(
            Draft draft,
            InferenceRequested request,
            Runnable onAllowed,
            Consumer<Refusal> onRefused) {
        Call call = draft.call();
        CompletableFuture<Verdict> verdict = verdict(draft, request).toCompletableFuture();
        if (verdict.isDone()) {
            settle(call, verdict, null, onAllowed, onRefused);
            return;
        }
        var _ =
                verdict.whenComplete((_, failure) ->
                        call.resume(() -> settle(call, verdict, failure, onAllowed, onRefused)));
    }

    private CompletionStage<Verdict> verdict(Draft draft, InferenceRequested request) {
        return draft.call().requirePrincipal().isAdministrator()
                ? CompletableFuture.completedStage(new Verdict.Unlimited())
                : quotas.ask(
                        request.tenantId(),
                        request.requestId(),
                        TokenEstimate.of(request.spec()),
                        draft.form().isStream());
    }

    private static void settle(
            Call call,
            CompletableFuture<Verdict> verdict,
            @Nullable Throwable failure,
            Runnable onAllowed,
            Consumer<Refusal> onRefused) {
        if (failure != null || verdict.isCompletedExceptionally()) {
            onRefused.accept(
                    Refusal.of(
                            ErrorCode.MESH_UNAVAILABLE,
                            "the tenant's limits cannot be looked up at the moment"));
            return;
        }
        switch (verdict.join()) {
            case Verdict.Unlimited _ -> onAllowed.run();
            case Verdict.Allowed allowed -> {
                call.standsAt(allowed.standing());
                onAllowed.run();
            }
            case Verdict.Refused refused -> {
                call.standsAt(refused.standing());
                onRefused.accept(refusalOf(refused));
            }
        }
    }

    private static Refusal refusalOf(Verdict.Refused refused) {
        return new Refusal(
                refused.code(), refused.message(), null, secondsOf(refused.retryAfter()));
    }

    /// Rounded up: who comes back then is not early.
    private static int secondsOf(Duration retryAfter) {
        return Math.toIntExact(Math.max(1, Math.ceilDiv(retryAfter.toMillis(), 1000L)));
    }

    /// The request was not published after all.
    void giveBack(Draft draft, InferenceRequested request) {
        if (draft.call().standing() != null) {
            quotas.giveBack(request.tenantId(), request.requestId());
        }
    }
}
