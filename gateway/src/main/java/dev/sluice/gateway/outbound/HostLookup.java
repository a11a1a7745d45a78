package dev.sluice.gateway.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the machine's resolver, on platform threads of its own: a lookup blocks in native code,
/// where it would hold up all virtual threads of the process.
final class HostLookup implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;

    /// As [InetAddress#getAllByName].
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /// At most so many lookups at once.
    HostLookup(Resolver resolver, int lookupsMax) {
        ThreadFactory factory = Thread.ofPlatform().daemon().name("gateway-lookup").factory();
        this.resolver = resolver;
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        lookupsMax,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        factory);
    }

    /// All addresses of a host, which may be a literal.
    ///
    /// @throws UnknownHostException it has none, or nobody could be asked
    /// @throws TimeoutException the resolver did not answer in time
    List<InetAddress> addresses(String host, long patienceNanos)
            throws UnknownHostException, TimeoutException, InterruptedException {
        Callable<List<InetAddress>> question = () -> List.of(resolver.addresses(host));
        Future<List<InetAddress>> answer;
        try {
            answer = threads.submit(question);
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException("too many names are being looked up");
        }
        try {
            return answer.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException("the host has no address");
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
