package dev.sluice.standalone.up;

import dev.sluice.standalone.console.OperatorFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops things in the reverse of the order in which they started, and the services before all of
/// them: a service that drains still needs the broker.
///
/// The stop runs in a shutdown hook, because that is how SIGTERM and Ctrl-C arrive; Quarkus has a
/// hook of its own, and hooks run side by side, so this one waits for the services' end. Started
/// things are added by the main thread.
final class StopOrder {
    /// The services' own limit is 30 s; what is left of the 40 s that a stop may take is the
    /// broker's.
    private static final Duration SERVICES_MAX = Duration.ofSeconds(33);

    private final Deque<Started> started = new ArrayDeque<>();
    private volatile CountDownLatch servicesEnd = new CountDownLatch(0);

    private record Started(String name, AutoCloseable thing) {}

    /// Makes the end of this process stop what will have been added by then.
    static StopOrder install() {
        var order = new StopOrder();
        Runtime.getRuntime().addShutdownHook(new Thread(order::stopAll, "sluice-stop"));
        return order;
    }

    synchronized <T extends AutoCloseable> T add(String name, T thing) {
        started.push(new Started(name, thing));
        return thing;
    }

    void onServicesStarting() {
        servicesEnd = new CountDownLatch(1);
    }

    void onServicesEnded() {
        servicesEnd.countDown();
    }

    void stopAll() {
        awaitServices();
        for (Started next = poll(); next != null; next = poll()) {
            close(next);
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Started poll() {
        return started.poll();
    }

    private void awaitServices() {
        try {
            if (!servicesEnd.await(SERVICES_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("sluice: the services did not stop in time; stopping the rest");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Started next) {
        try {
            next.thing().close();
        } catch (Exception failure) {
            System.err.println(
                    "sluice: %s did not stop in order: %s"
                            .formatted(next.name(), OperatorFailure.reasonOf(failure)));
        }
    }
}
