package dev.sluice.bench.crowd;

import dev.sluice.bench.load.StreamingClient;
import dev.sluice.bench.load.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Holds many connections to one gateway, on one event loop. Main thread; what an answer's bytes
/// touch belongs to the loop.
final class CrowdClient implements AutoCloseable {
    /// Connections that are being made at once; more would overrun the server's backlog.
    private static final int OPENING_MAX = 64;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration OPENING_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOP_PATIENCE = Duration.ofSeconds(60);
    private static final int LINE_LENGTH_MAX = 1 << 20;
    private static final int OK = 200;
    private static final String REQUEST_ID = "X-Request-Id";

    private final Target target;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http;
    private final NetClient net = vertx.createNetClient();

    /// The event loop's.
    private Tally tally = new Tally();

    private final List<NetSocket> idle = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<String> streamIds = new ArrayList<>();

    /// One connection and its place.
    private record Reader(HttpClientRequest request, StreamPlace place) {}

    CrowdClient(Target target, int connectionCount) {
        this.target = target;
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
                        new PoolOptions().setHttp1MaxSize(connectionCount));
    }

    /// Makes connections that have had one short answer and are kept.
    int openIdle(int count) throws IOException, InterruptedException {
        await(OPENING_PATIENCE, () -> inTurn(count, _ -> oneIdle()));
        return onLoop(idle::size);
    }

    void closeIdle() throws IOException, InterruptedException {
        var _ =
                onLoop(() -> {
                    idle.forEach(NetSocket::close);
                    idle.clear();
                    return true;
                });
    }

    /// Asks for `streamCount` streamed answers, and has further connections read them too, until
    /// there are `connectionCount`.
    void openStreams(int connectionCount, int streamCount, String model, int tokensMax)
            throws IOException, InterruptedException {
        await(
                OPENING_PATIENCE,
                () ->
                        inTurn(
                                streamCount,
                                number -> ask(StreamingClient.body(model, number, tokensMax))));
        await(OPENING_PATIENCE, () -> inTurn(connectionCount - streamCount, this::join));
    }

    /// Closes what is open; what comes of that is no loss.
    void leave() throws IOException, InterruptedException {
        var _ =
                onLoop(() -> {
                    for (Reader reader : readers) {
                        reader.place().leave();
                        var _ = reader.request().reset();
                    }
                    readers.clear();
                    streamIds.clear();
                    return true;
                });
    }

    /// Counts anew, connections too.
    void forget() throws IOException, InterruptedException {
        var _ = onLoop(() -> tally = new Tally());
    }

    void beginWindow() throws IOException, InterruptedException {
        var _ =
                onLoop(() -> {
                    tally.beginWindow();
                    return true;
                });
    }

    Tally.Count endWindow() throws IOException, InterruptedException {
        return onLoop(() -> tally.endWindow());
    }

    Tally.Count count() throws IOException, InterruptedException {
        return onLoop(() -> tally.count());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Future<?> oneIdle() {
        String host = target.address().getHost();
        Promise<Void> answered = Promise.promise();
        net.connect(target.port(), host)
                .onFailure(answered::tryFail)
                .onSuccess(socket -> {
                    idle.add(socket);
                    socket.handler(_ -> answered.tryComplete());
                    socket.closeHandler(_ -> {
                        idle.remove(socket);
                        answered.tryFail("closed");
                    });
                    socket.write("GET /health/live HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host));
                });
        return answered.future();
    }

    private Future<?> ask(String body) {
        return open(HttpMethod.POST, "/v1/chat/completions", Buffer.buffer(body));
    }

    private Future<?> join(int number) {
        if (streamIds.isEmpty()) {
            return Future.failedFuture("there is no stream to join");
        }
        String id = streamIds.get(number % streamIds.size());
        return open(HttpMethod.GET, "/v1/streams/" + id, Buffer.buffer());
    }

    /// Completes when the answer has begun, or will not.
    private Future<?> open(HttpMethod method, String path, Buffer body) {
        StreamPlace place = new StreamPlace(tally);
        Promise<Void> begun = Promise.promise();
        RequestOptions options =
                target.request(method, path).putHeader("Content-Type", "application/json");
        http.request(options)
                .onSuccess(request -> readers.add(new Reader(request, place)))
                .compose(request -> request.send(body))
                .onFailure(_ -> place.onLost("not reached"))
                .onSuccess(response -> read(response, place, HttpMethod.POST.equals(method)))
                .onComplete(_ -> begun.complete());
        return begun.future();
    }

    private void read(HttpClientResponse response, StreamPlace place, boolean isNew) {
        if (response.statusCode() != OK) {
            place.onLost("http " + response.statusCode());
            return;
        }
        place.onOpened();
        String id = response.getHeader(REQUEST_ID);
        if (isNew && id != null) {
            streamIds.add(id);
        }
        RecordParser lines =
                RecordParser.newDelimited(
                        "\n", line -> place.onLine(line.getBytes(), System.nanoTime()));
        lines.maxRecordSize(LINE_LENGTH_MAX);
        response.handler(lines)
                .exceptionHandler(_ -> place.onLost("broken off"))
                .endHandler(_ -> place.onLost("ended early"));
    }

    /// So many tasks, a bounded number at once; completes with the last of them, whatever became of
    /// it.
    private Future<Void> inTurn(int count, IntFunction<Future<?>> task) {
        Promise<Void> done = Promise.promise();
        new Turn(count, task, done).begin();
        return done.future();
    }

    /// On the event loop.
    private static final class Turn {
        private final int count;
        private final IntFunction<Future<?>> task;
        private final Promise<Void> done;
        private int begun;
        private int ended;

        Turn(int count, IntFunction<Future<?>> task, Promise<Void> done) {
            this.count = count;
            this.task = task;
            this.done = done;
        }

        void begin() {
            if (count <= 0) {
                done.complete();
                return;
            }
            for (int lane = 0; lane < Math.min(count, OPENING_MAX); lane++) {
                next();
            }
        }

        private void next() {
            if (begun < count) {
                task.apply(begun++).onComplete(_ -> onEnded());
            }
        }

        private void onEnded() {
            if (++ended == count) {
                done.complete();
            } else {
                next();
            }
        }
    }

    private <T> T onLoop(Supplier<T> work) throws IOException, InterruptedException {
        return await(LOOP_PATIENCE, () -> Future.succeededFuture(work.get()));
    }

    private <T> T await(Duration patience, Supplier<Future<T>> work)
            throws IOException, InterruptedException {
        Promise<T> outcome = Promise.promise();
        vertx.runOnContext(_ -> work.get().onComplete(outcome));
        try {
            return outcome.future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the connections to " + target + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(
                    "the connections to %s were not made within %s".formatted(target, patience), e);
        }
    }
}
