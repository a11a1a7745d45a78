package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.tenant.TokenEstimate;
import dev.sluice.gateway.tenant.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds requests to their tenant's limits before they are published. Each choice counts as a
/// request, since it runs as one, and has a place of its own; of the tokens of their prompt only
/// the first one has any, and they are one stream.
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
        CompletableFuture<Verdict> verdict = verdict(draft, request);
        if (verdict.isDone()) {
            settle(call, verdict, null, onAllowed, onRefused);
            return;
        }
        var _ =
                verdict.whenComplete((_, failure) ->
                        call.resume(() -> settle(call, verdict, failure, onAllowed, onRefused)));
    }

    private CompletableFuture<Verdict> verdict(Draft draft, InferenceRequested request) {
        if (draft.call().requirePrincipal().isAdministrator()) {
            return CompletableFuture.completedFuture(new Verdict.Unlimited());
        }
        List<RequestId> ids = Choices.of(request.requestId()).ids();
        List<CompletableFuture<Verdict>> verdicts =
                ids.stream().map(id -> ask(id, request, draft.form().isStream())).toList();
        return CompletableFuture.allOf(verdicts.toArray(CompletableFuture<?>[]::new))
                .handle((_, _) -> together(request.tenantId(), ids, verdicts));
    }

    private CompletableFuture<Verdict> ask(
            RequestId id, InferenceRequested request, boolean isStream) {
        boolean isFirst = id.equals(request.requestId());
        long tokens =
                isFirst ? TokenEstimate.of(request.spec()) : TokenEstimate.ofAnswer(request.spec());
        return quotas.ask(request.tenantId(), id, tokens, isFirst && isStream)
                .toCompletableFuture();
    }

    /// All choices or none: where one is refused, or cannot be told, the others are given back.
    private Verdict together(
            TenantId tenant, List<RequestId> ids, List<CompletableFuture<Verdict>> verdicts) {
        for (CompletableFuture<Verdict> each : verdicts) {
            if (each.isCompletedExceptionally() || each.join() instanceof Verdict.Refused) {
                giveBackAllowed(tenant, ids, verdicts);
                return each.join();
            }
        }
        return verdicts.getLast().join();
    }

    private void giveBackAllowed(
            TenantId tenant, List<RequestId> ids, List<CompletableFuture<Verdict>> verdicts) {
        for (int choice = 0; choice < ids.size(); choice++) {
            CompletableFuture<Verdict> each = verdicts.get(choice);
            if (!each.isCompletedExceptionally() && each.join() instanceof Verdict.Allowed) {
                quotas.giveBack(tenant, ids.get(choice));
            }
        }
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
            Choices.of(request.requestId())
                    .ids()
                    .forEach(id -> quotas.giveBack(request.tenantId(), id));
        }
    }
}
