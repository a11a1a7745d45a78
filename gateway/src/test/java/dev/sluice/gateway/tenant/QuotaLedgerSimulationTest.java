package dev.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.QuotaEvent.AllowanceRequested;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.QuotaEvent.AllowanceWithdrawn;
import dev.sluice.contracts.event.QuotaLimits;
import dev.sluice.gateway.tenant.Verdict.Allowed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several gateways on one log, in virtual time: each reads at its own pace, some die and begin
/// anew, settlements come late, twice or never. Whatever happens, all agree, and no limit is
/// passed.
final class QuotaLedgerSimulationTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Duration LEASE = Duration.ofMinutes(3);
    private static final int REQUESTS_PER_MINUTE = 40;
    private static final int RUNNING = 6;
    private static final QuotaLimits LIMITS =
            new QuotaLimits(REQUESTS_PER_MINUTE, null, RUNNING, null, null);

    private record Written(QuotaEvent event, Instant at, int gateway) {}

    private final List<Written> log = new ArrayList<>();
    private final Map<String, Boolean> verdicts = new HashMap<>();
    private final List<RequestId> running = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    /// A gateway's reading of the log.
    private final class Gateway {
        private final int number;
        private QuotaLedger ledger = new QuotaLedger(LEASE);
        private int position;
        private int begun;

        Gateway(int number) {
            this.number = number;
        }

        void readTo(int end) {
            while (position < end) {
                Written next = log.get(position);
                if (position++ < begun) {
                    ledger.replay(next.event(), next.at(), position);
                } else {
                    ledger.apply(next.event(), next.at(), position)
                            .ifPresent(verdict -> onVerdict(next, verdict instanceof Allowed));
                }
            }
        }

        private void onVerdict(Written asked, boolean isAllowed) {
            Boolean others = verdicts.putIfAbsent(asked.event().eventId(), isAllowed);
            assertThat(isAllowed).isEqualTo(others == null ? isAllowed : others);
            if (asked.gateway() == number && !isAllowed) {
                RequestId id = asked.event().requestId();
                running.remove(id);
                log.add(
                        new Written(
                                new AllowanceWithdrawn(id + "/withdrawn", id, ACME, now),
                                now,
                                number));
            }
        }

        /// Dies, and begins where the records of one lease do.
        void restart() {
            ledger = new QuotaLedger(LEASE);
            position = 0;
            Instant since = now.minus(LEASE).minusSeconds(1);
            while (position < log.size() && log.get(position).at().isBefore(since)) {
                position++;
            }
            begun = log.size();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void limitsHoldOverAllGateways(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Gateway> gateways = List.of(new Gateway(0), new Gateway(1), new Gateway(2));
        for (int i = 0; i < 3_000; i++) {
            now = now.plusMillis(random.nextInt(random.nextInt(40) == 0 ? 30_000 : 1_200));
            if (running.isEmpty() || random.nextInt(2) == 0) {
                ask(random, i);
            } else {
                settle(random);
            }
            Gateway gateway = gateways.get(random.nextInt(gateways.size()));
            if (random.nextInt(100) == 0) {
                // What was asked for is judged and, where it was refused, withdrawn.
                gateways.forEach(each -> each.readTo(log.size()));
                gateway.restart();
            }
            gateway.readTo(random.nextInt(5) == 0 ? random.nextInt(log.size() + 1) : log.size());
        }
        for (Gateway gateway : gateways) {
            gateway.readTo(log.size());
        }
        assertNoLimitIsPassed();
    }

    private void ask(SplittableRandom random, int number) {
        RequestId id = new RequestId("r" + number);
        // Of some no end is ever heard.
        if (random.nextInt(50) > 0) {
            running.add(id);
        }
        var asked = new AllowanceRequested(id + "/allowance", id, ACME, now, 7, false, LIMITS);
        log.add(new Written(asked, now, random.nextInt(3)));
    }

    private void settle(SplittableRandom random) {
        RequestId ended = running.get(random.nextInt(running.size()));
        if (!verdicts.getOrDefault(ended + "/allowance", false)) {
            // What was refused is not published, and has no end.
            return;
        }
        // Some are settled again.
        if (random.nextInt(10) > 0) {
            running.remove(ended);
        }
        var settled = new AllowanceSettled(ended + "/settled", ended, ACME, now, 7);
        log.add(new Written(settled, now, 0));
    }

    private void assertNoLimitIsPassed() {
        List<Instant> let = new ArrayList<>();
        Map<RequestId, Instant> open = new HashMap<>();
        int refusedCount = 0;
        for (Written written : log) {
            switch (written.event()) {
                case AllowanceSettled settled -> open.remove(settled.requestId());
                case AllowanceWithdrawn _ -> {}
                case AllowanceRequested asked -> {
                    if (Boolean.TRUE.equals(verdicts.get(asked.eventId()))) {
                        let.add(written.at());
                        open.put(asked.requestId(), written.at());
                    } else {
                        refusedCount++;
                        Instant begun = written.at().minus(LEASE).minusSeconds(1);
                        assertWasNecessary(written.at(), let, countSince(open.values(), begun));
                    }
                    assertThat(countSince(open.values(), written.at().minus(LEASE)))
                            .isLessThanOrEqualTo(RUNNING);
                    assertThat(countSince(let, written.at().minusSeconds(60)))
                            .isLessThanOrEqualTo(REQUESTS_PER_MINUTE);
                }
            }
        }
        assertThat(refusedCount).isPositive();
        assertThat(let).hasSizeGreaterThan(100);
    }

    /// At most a second of caution, and that of the seconds' edges.
    private static void assertWasNecessary(Instant at, List<Instant> let, long runningCount) {
        assertThat(
                        runningCount >= RUNNING
                                || countSince(let, at.minusSeconds(62)) >= REQUESTS_PER_MINUTE)
                .isTrue();
    }

    private static long countSince(Collection<Instant> times, Instant since) {
        return times.stream().filter(time -> time.isAfter(since)).count();
    }
}
