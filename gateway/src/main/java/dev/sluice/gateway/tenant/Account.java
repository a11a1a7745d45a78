package dev.sluice.gateway.tenant;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.QuotaEvent.AllowanceRequested;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.QuotaLimits;
import dev.sluice.gateway.tenant.Standing.Room;
import dev.sluice.gateway.tenant.Verdict.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one tenant uses. Changed by [QuotaLedger] only.
///
/// Tokens count as estimated from the moment a request is let in; when it has ended, what it took
/// stands in the same second in place of the estimate.
final class Account {
    /// So many requests of one tenant at once are kept track of.
    static final int RUNNING_COUNT_MAX = 100_000;

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofHours(1);

    private final SlidingMinute requests = new SlidingMinute();
    private final SlidingMinute tokens = new SlidingMinute();
    private final Map<RequestId, Running> running = new LinkedHashMap<>();
    private int streamCount;
    private long reservedTokens;
    private long spentTokens;
    private long spentAsOf = -1;
    private Instant now = Instant.EPOCH;

    private record Running(long second, long tokens, boolean isStream) {}

    /// Time as the broker tells it. A broker whose clock is behind its predecessor's does not turn
    /// it back.
    void advanceTo(Instant appendedAt, Duration lease) {
        now = now.isAfter(appendedAt) ? now : appendedAt;
        requests.advanceTo(now.getEpochSecond());
        tokens.advanceTo(now.getEpochSecond());
        long oldestSecond = now.minus(lease).getEpochSecond();
        Iterator<Running> oldest = running.values().iterator();
        while (oldest.hasNext()) {
            Running entry = oldest.next();
            if (entry.second >= oldestSecond) {
                break;
            }
            oldest.remove();
            forget(entry);
            spentTokens += entry.tokens;
        }
    }

    Verdict ask(AllowanceRequested asked) {
        QuotaLimits limits = asked.limits();
        Optional<Refused> refused = refusal(asked, limits);
        if (refused.isPresent()) {
            return refused.get();
        }
        count(asked);
        return new Verdict.Allowed(standing(limits));
    }

    void count(AllowanceRequested asked) {
        var entry = new Running(now.getEpochSecond(), asked.estimatedTokens(), asked.streamed());
        if (running.putIfAbsent(asked.requestId(), entry) == null) {
            requests.add(entry.second, 1);
            tokens.add(entry.second, entry.tokens);
            streamCount += entry.isStream ? 1 : 0;
            reservedTokens += entry.tokens;
        }
    }

    /// `offset`: what was spent up to [#seed]'s is known already.
    void settle(AllowanceSettled settled, long offset) {
        Running entry = running.remove(settled.requestId());
        if (entry != null) {
            forget(entry);
            tokens.add(entry.second, settled.tokens() - entry.tokens);
            spentTokens += offset > spentAsOf ? settled.tokens() : 0;
        }
    }

    /// What was spent up to an offset, from a gateway that counted it.
    void seed(long spent, long asOf) {
        spentTokens = spent;
        spentAsOf = asOf;
    }

    long spentTokens() {
        return spentTokens;
    }

    Instant now() {
        return now;
    }

    /// It never ran: nothing of it counts.
    void withdraw(RequestId id) {
        Running entry = running.remove(id);
        if (entry != null) {
            forget(entry);
            requests.add(entry.second, -1);
            tokens.add(entry.second, -entry.tokens);
        }
    }

    private void forget(Running entry) {
        streamCount -= entry.isStream ? 1 : 0;
        reservedTokens -= entry.tokens;
    }

    private Optional<Refused> refusal(AllowanceRequested asked, QuotaLimits limits) {
        return overBudget(limits)
                .or(() -> overRequests(limits))
                .or(() -> overTokens(limits, asked.estimatedTokens()))
                .or(() -> overRunning(limits))
                .or(() -> overStreams(limits, asked.streamed()));
    }

    private Optional<Refused> overBudget(QuotaLimits limits) {
        Long budget = limits.tokenBudget();
        return budget == null || spentTokens + reservedTokens < budget
                ? Optional.empty()
                : Optional.of(
                        new Refused(
                                ErrorCode.INSUFFICIENT_QUOTA,
                                "the tenant's budget of " + budget + " tokens is used up",
                                NEVER,
                                false,
                                standing(limits)));
    }

    private Optional<Refused> overRequests(QuotaLimits limits) {
        Integer limit = limits.requestsPerMinute();
        return limit == null || requests.total() < limit
                ? Optional.empty()
                : Optional.of(
                        refused(
                                "the limit of " + limit + " requests per minute is reached",
                                limit == 0 ? NEVER : until(requests, limit - 1L),
                                false,
                                limits));
    }

    /// A request that is larger than the limit passes when it is alone: its size is an estimate.
    private Optional<Refused> overTokens(QuotaLimits limits, long wanted) {
        Integer limit = limits.tokensPerMinute();
        if (limit == null) {
            return Optional.empty();
        }
        long needed = Math.min(wanted, limit);
        if (limit > 0 && tokens.total() + needed <= limit) {
            return Optional.empty();
        }
        String message =
                "the limit of %d tokens per minute is reached: %d are used, %d are asked for"
                        .formatted(limit, tokens.total(), wanted);
        Duration retryAfter = limit == 0 ? NEVER : until(tokens, limit - needed);
        return Optional.of(refused(message, retryAfter, false, limits));
    }

    private Optional<Refused> overRunning(QuotaLimits limits) {
        Integer limit = limits.runningRequests();
        int bound = limit == null ? RUNNING_COUNT_MAX : Math.min(limit, RUNNING_COUNT_MAX);
        return running.size() < bound
                ? Optional.empty()
                : Optional.of(
                        refused(
                                "the limit of " + bound + " requests at once is reached",
                                SOON,
                                bound > 0,
                                limits));
    }

    private Optional<Refused> overStreams(QuotaLimits limits, boolean isStream) {
        Integer limit = limits.streams();
        return !isStream || limit == null || streamCount < limit
                ? Optional.empty()
                : Optional.of(
                        refused(
                                "the limit of " + limit + " streams at once is reached",
                                SOON,
                                limit > 0,
                                limits));
    }

    private Refused refused(
            String message, Duration retryAfter, boolean isMomentary, QuotaLimits limits) {
        return new Refused(
                ErrorCode.RATE_LIMIT_EXCEEDED, message, retryAfter, isMomentary, standing(limits));
    }

    private Standing standing(QuotaLimits limits) {
        return new Standing(
                room(requests, limits.requestsPerMinute()), room(tokens, limits.tokensPerMinute()));
    }

    private @Nullable Room room(SlidingMinute minute, @Nullable Integer limit) {
        return limit == null
                ? null
                : new Room(limit, Math.max(0, limit - minute.total()), until(minute, 0));
    }

    private Duration until(SlidingMinute minute, long target) {
        Instant then = Instant.ofEpochSecond(minute.secondWithAtMost(target));
        return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    }
}
