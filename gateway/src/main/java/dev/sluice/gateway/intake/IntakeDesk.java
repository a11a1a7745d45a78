package dev.sluice.gateway.intake;

import dev.sluice.contracts.SluiceException;
import dev.sluice.gateway.batch.Waits;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs lines, each on a virtual thread, until the brokers have what became of it. Whoever calls
/// bounds how many, and interrupts those that another gateway has from now on.
public final class IntakeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeDesk.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final IntakePorts ports;
    private final ResultWatch results;
    private final Turnstiles turnstiles = new Turnstiles();

    public IntakeDesk(IntakePorts ports) {
        this.ports = ports;
        this.results = new ResultWatch(ports.store());
    }

    /// Where the outcome of one line goes. Both complete when the brokers have it, and fail with a
    /// [SluiceException] while there is none.
    public interface Delivery {
        CompletionStage<Void> answer(String customId, String answer);

        /// `reason` does not quote the line.
        CompletionStage<Void> putAside(String reason);
    }

    /// What runs a line, not yet started; `onDone` is called on it when the outcome is delivered,
    /// and never where it was interrupted before.
    public Thread thread(IntakeLine line, Delivery delivery, Runnable onDone) {
        return Thread.ofVirtual()
                .name("gateway-intake-line")
                .unstarted(() -> {
                    try {
                        run(new LineRun(ports, results, turnstiles, line), delivery);
                        onDone.run();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static void run(LineRun line, Delivery delivery) throws InterruptedException {
        boolean isBroken = false;
        while (true) {
            try {
                deliver(isBroken ? line.broken() : line.run(), delivery);
                return;
            } catch (RuntimeException failure) {
                isBroken |= !isOutage(failure);
                tell(failure);
                Thread.sleep(RETRY_PAUSE);
            }
        }
    }

    private static void deliver(Outcome outcome, Delivery delivery) throws InterruptedException {
        Waits.until(
                switch (outcome) {
                    case Outcome.Answered done -> delivery.answer(done.customId(), done.answer());
                    case Outcome.Unreadable bad -> delivery.putAside(bad.reason());
                });
    }

    /// Something does not answer at the moment: the line is as good as before.
    private static boolean isOutage(RuntimeException failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SluiceException || cause instanceof TimeoutException;
    }

    private static void tell(RuntimeException failure) {
        var event = isOutage(failure) ? LOG.atWarn() : LOG.atError();
        event.setCause(failure).log("line stopped on its way, it begins again");
    }

    /// One look for results. Called by one thread, again and again.
    public void step() throws InterruptedException {
        results.step();
    }
}
