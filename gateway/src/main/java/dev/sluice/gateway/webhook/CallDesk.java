package dev.sluice.gateway.webhook;

import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WebhookEvent.CallEnded;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import dev.sluice.contracts.event.WebhookEvent.Outcome;
import dev.sluice.gateway.batch.Waits;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes attempts, each on a virtual thread, until the brokers have what became of it. Whoever
/// calls bounds how many, and interrupts those that another gateway makes from now on.
public final class CallDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CallDesk.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final CallPorts ports;

    public CallDesk(CallPorts ports) {
        this.ports = ports;
    }

    /// What makes an attempt, not yet started; `onDone` is called on it when the brokers have its
    /// record, and never where it was interrupted before.
    public Thread thread(CallTask task, Runnable onDone) {
        return Thread.ofVirtual()
                .name("gateway-webhook-call")
                .unstarted(() -> {
                    try {
                        WebhookEvent outcome = until(() -> new CallRun(ports, task).run());
                        count(outcome);
                        // A call is over only when its dead letter is there.
                        if (outcome instanceof CallEnded ended
                                && ended.outcome() == Outcome.ABANDONED) {
                            String reason = Objects.requireNonNull(ended.reason());
                            until(() -> Waits.until(ports.log().putAside(task, reason)));
                        }
                        until(() -> Waits.until(ports.log().write(outcome)));
                        onDone.run();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /// Something that fails while the brokers or the database do not answer.
    private interface Step<T extends @Nullable Object> {
        T run() throws InterruptedException;
    }

    private static <T extends @Nullable Object> T until(Step<T> step) throws InterruptedException {
        while (true) {
            try {
                return step.run();
            } catch (RuntimeException failure) {
                LOG.atWarn().setCause(failure).log("webhook stopped on its way, it goes on soon");
                Thread.sleep(RETRY_PAUSE);
            }
        }
    }

    private void count(WebhookEvent outcome) {
        switch (outcome) {
            case CallFailed failed -> {
                ports.metrics().onWebhookAttempt("failed");
                tell(failed, failed.reason());
            }
            case CallEnded ended -> {
                ports.metrics().onWebhookAttempt(ended.outcome().name().toLowerCase(Locale.ROOT));
                if (ended.outcome() == Outcome.ABANDONED) {
                    tell(ended, String.valueOf(ended.reason()));
                }
            }
            case WebhookEvent.CallDue _ -> throw new IllegalStateException("no outcome");
        }
    }

    private static void tell(WebhookEvent outcome, String reason) {
        var level = outcome instanceof CallEnded ? LOG.atWarn() : LOG.atDebug();
        level.addKeyValue("tenantId", outcome.tenantId())
                .addKeyValue("webhookId", outcome.webhookId())
                .addKeyValue("callId", outcome.callId())
                .addKeyValue("reason", reason)
                .log("webhook was not delivered");
    }
}
