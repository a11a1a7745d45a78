package dev.sluice.gateway.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One call, held to [AddressGuard]:
///
/// 1. look the name up; all of its addresses must be allowed;
/// 2. connect to one of the addresses that were looked at, never to the name, which may mean
///    another address by then; TLS is held to the name all the same;
/// 3. send, follow nothing, and read the status. Of the body so much is passed over, then the
///    connection is closed.
///
/// All of it within one time. A connection serves one call. Any thread.
public final class GuardedCaller implements Caller, AutoCloseable {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final AddressGuard guard;
    private final HostLookup lookup;
    private final HttpClient client;
    private final Duration callTimeout;
    private final long answerBytesMax;

    public GuardedCaller(
            Vertx vertx,
            AddressGuard guard,
            int callsMax,
            Duration callTimeout,
            long answerBytesMax) {
        this(
                vertx,
                guard,
                InetAddress::getAllByName,
                new HttpClientOptions(),
                callsMax,
                callTimeout,
                answerBytesMax);
    }

    GuardedCaller(
            Vertx vertx,
            AddressGuard guard,
            HostLookup.Resolver resolver,
            HttpClientOptions options,
            int callsMax,
            Duration callTimeout,
            long answerBytesMax) {
        this.guard = guard;
        this.lookup = new HostLookup(resolver, callsMax);
        this.client =
                vertx.createHttpClient(
                        options.setKeepAlive(false)
                                .setVerifyHost(true)
                                .setMaxPoolSize(callsMax)
                                .setConnectTimeout(Math.toIntExact(callTimeout.toMillis())));
        this.callTimeout = callTimeout;
        this.answerBytesMax = answerBytesMax;
    }

    @Override
    public CallerReply post(URI url, Map<String, String> headers, byte[] body)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + callTimeout.toNanos();
        boolean isTls = "https".equals(url.getScheme());
        try {
            List<InetAddress> addresses =
                    lookup.addresses(hostOf(url), deadlineNanos - System.nanoTime());
            if (!addresses.stream().allMatch(guard::mayCall)) {
                return new CallerReply.Unanswered("the host's address is not public");
            }
            InetAddress address = addresses.getFirst();
            if (!isTls && !guard.isNamed(address)) {
                return new CallerReply.Unanswered("plain HTTP is for allowed networks only");
            }
            return exchange(options(url, isTls, address), headers, body, deadlineNanos);
        } catch (UnknownHostException e) {
            return new CallerReply.Unanswered(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            return new CallerReply.Unanswered("no answer within " + callTimeout);
        }
    }

    private static String hostOf(URI url) {
        String host = url.getHost();
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return isBracketed ? host.substring(1, host.length() - 1) : host;
    }

    private static RequestOptions options(URI url, boolean isTls, InetAddress address)
            throws UnknownHostException {
        int port = url.getPort() >= 0 ? url.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        // Without its name, so that nobody can look it up again.
        InetAddress bare = InetAddress.getByAddress(address.getAddress());
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(bare, port)))
                .setHost(hostOf(url))
                .setPort(port)
                .setSsl(isTls)
                .setFollowRedirects(false)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    }

    private CallerReply exchange(
            RequestOptions options, Map<String, String> headers, byte[] body, long deadlineNanos)
            throws TimeoutException, InterruptedException {
        headers.forEach(options::putHeader);
        Exchange exchange = new Exchange(answerBytesMax);
        client.request(options)
                .compose(request -> exchange.send(request, Buffer.buffer(body)))
                .onFailure(exchange.status::completeExceptionally);
        try {
            long patience = deadlineNanos - System.nanoTime();
            return new CallerReply.Answered(exchange.status.get(patience, TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            return new CallerReply.Unanswered(reasonOf(e.getCause()));
        } catch (TimeoutException e) {
            Integer late = exchange.seen;
            if (late != null) {
                // Its body has no end: the status stands.
                return new CallerReply.Answered(late);
            }
            throw e;
        } finally {
            exchange.drop();
        }
    }

    /// A class of failure, and not its words, which may quote an address.
    private static String reasonOf(@Nullable Throwable failure) {
        return failure instanceof SSLException || hasCause(failure, SSLException.class)
                ? "the TLS connection was not trusted"
                : "the connection failed";
    }

    private static boolean hasCause(@Nullable Throwable failure, Class<?> kind) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    /// One request and what is read of its answer. Its handlers run on Vert.x's threads.
    private static final class Exchange {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final long bytesMax;
        private volatile @Nullable HttpClientRequest request;
        private volatile @Nullable Integer seen;
        private volatile boolean isDropped;

        /// Touched by the connection's thread alone.
        private long bytes;

        Exchange(long bytesMax) {
            this.bytesMax = bytesMax;
        }

        Future<HttpClientResponse> send(HttpClientRequest connected, Buffer body) {
            request = connected;
            if (isDropped) {
                connected.reset();
            }
            return connected.send(body).onSuccess(this::read);
        }

        private void read(HttpClientResponse response) {
            int code = response.statusCode();
            seen = code;
            response.exceptionHandler(_ -> status.complete(code));
            response.endHandler(_ -> status.complete(code));
            response.handler(chunk -> {
                bytes += chunk.length();
                if (bytes > bytesMax) {
                    status.complete(code);
                }
            });
        }

        /// Closes the connection, where that is still open.
        void drop() {
            isDropped = true;
            HttpClientRequest sent = request;
            if (sent != null) {
                sent.reset();
            }
        }
    }

    @Override
    public void close() {
        client.close();
        lookup.close();
    }
}
