package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.store.KeyClaims;
import dev.sluice.gateway.store.KeyClaims.Claim;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The header `Idempotency-Key` on calls that make something: a retry after a lost response makes
/// nothing new, on whatever gateway. Only calls that would be accepted claim their key.
final class IdempotencyKeys {
    static final String HEADER = "Idempotency-Key";
    private static final int LENGTH_MAX = 255;

    private final KeyClaims claims;

    IdempotencyKeys(KeyClaims claims) {
        this.claims = claims;
    }

    /// What happens next; one of them is called, on the request's context.
    interface Outcome {
        /// There is no key, or it is new.
        void first();

        /// The same call came before and makes this object.
        void repeated(ObjectId id);

        void refused(Refusal refusal);
    }

    /// `body` is what the call asks for, `proposed` what it would make.
    void claim(Call call, Buffer body, ObjectId proposed, Outcome outcome) {
        String key = call.header(HEADER);
        if (key == null) {
            outcome.first();
            return;
        }
        if (key.isBlank() || key.length() > LENGTH_MAX) {
            outcome.refused(
                    Refusal.of(
                            ErrorCode.INVALID_PARAMETER,
                            HEADER
                                    + ": has "
                                    + key.length()
                                    + " characters, allowed are 1 to "
                                    + LENGTH_MAX
                                    + ", not all of them blank",
                            HEADER));
            return;
        }
        TenantId tenant = call.tenant();
        claims.claim(tenant, key, call.route(), body.getBytes(), proposed)
                .whenComplete((claim, failure) -> call.resume(() -> pass(claim, failure, outcome)));
    }

    private static void pass(@Nullable Claim claim, @Nullable Throwable failure, Outcome outcome) {
        switch (claim) {
            case Claim.Won _ -> outcome.first();
            case Claim.Repeated repeated -> outcome.repeated(repeated.id());
            case Claim.Conflicting _ ->
                    outcome.refused(
                            Refusal.of(
                                    ErrorCode.IDEMPOTENCY_CONFLICT,
                                    "the key was used for another request",
                                    HEADER));
            case null -> outcome.refused(Answers.refusalOf(Objects.requireNonNull(failure)));
        }
    }
}
