package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.rendering.ChatChunks;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Desertion;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.OpenStreams.Departure;
import dev.sluice.gateway.streaming.PartitionBook;
import dev.sluice.gateway.streaming.StreamArchive.Lookup;
import dev.sluice.gateway.streaming.StreamPump;
import dev.sluice.gateway.streaming.StreamSink;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.simulation.SimConsumer;
import dev.sluice.simulation.SimNode;
import dev.sluice.simulation.SimReader;
import dev.sluice.simulation.SimSecrets;
import dev.sluice.simulation.World;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// One gateway process, without HTTP: what the routes do with a request and its stream, on the
/// service's own reader, archive, mailboxes and pumps.
public final class SimulatedGateway extends SimNode {
    private static final Duration ACCEPTANCE = Duration.ofSeconds(3);
    private static final long GRACE_MILLIS = 2_000;
    private static final long EVENT_LOOP_MILLIS_MAX = 4;
    private static final int UNSENT_MAX = 12;

    /// Longer than any stream: nobody waits for a reader here.
    private static final int UNSENT_PAST_MAX = 1_000;

    /// What the client asks for, as far as its gateway cannot know it better.
    public interface Asking {
        InferenceSpec spec(Instant acceptedAt, int streamPartition);

        int choiceCount();
    }

    private final Runnable meanwhile;
    private @Nullable GatewayProcess process;

    /// @param meanwhile what other processes do while this one reads the past
    public SimulatedGateway(String name, World world, SplittableRandom random, Runnable meanwhile) {
        super(name, world, random);
        this.meanwhile = meanwhile;
    }

    @Override
    protected boolean waitsForBroker() {
        return false;
    }

    @Override
    protected void begin() {
        process = new GatewayProcess();
    }

    @Override
    protected void step() throws InterruptedException {
        if (world.broker().isUp()) {
            Objects.requireNonNull(process).step();
        }
    }

    @Override
    protected void end() {
        GatewayProcess ending = Objects.requireNonNull(process);
        ending.openStreams.refuseNew();
        ending.openStreams.cutAll(Cut.GATEWAY_STOPS);
        List.copyOf(ending.connections.values()).forEach(Connection::pump);
        ending.ownership.reset();
    }

    @Override
    protected void onDeath() {
        GatewayProcess dead = process;
        process = null;
        if (dead != null) {
            List.copyOf(dead.connections.keySet()).forEach(SimReader::onConnectionLost);
        }
    }

    // --- what clients ask for

    /// `POST /v1/chat/completions`. The reader hears of its acceptance.
    public void post(TenantId tenant, Asking asking, Desertion desertion, SimReader reader)
            throws InterruptedException {
        with(reader, running -> running.post(tenant, asking, desertion, reader));
    }

    /// `GET /v1/streams/{id}?starting_after=N`.
    public void resume(RequestId id, TenantId tenant, long startingAfter, SimReader reader)
            throws InterruptedException {
        with(reader, running -> running.resume(id, tenant, startingAfter, reader));
    }

    /// A command about a request; nobody waits for it.
    public void command(ControlEvent command) throws InterruptedException {
        GatewayProcess running = process;
        if (running != null && isServing()) {
            inside(() -> running.command(command));
        }
    }

    /// The client closed the connection.
    public void leave(SimReader reader) {
        GatewayProcess running = process;
        Connection connection = running == null ? null : running.connections.get(reader);
        if (connection != null) {
            later(0, connection::end);
        }
    }

    /// The client's connection has room again.
    public void drained(SimReader reader) {
        GatewayProcess running = process;
        Connection connection = running == null ? null : running.connections.get(reader);
        if (connection != null) {
            later(0, connection::pump);
        }
    }

    private interface Request {
        void run(GatewayProcess running) throws InterruptedException;
    }

    private void with(SimReader reader, Request request) throws InterruptedException {
        GatewayProcess running = process;
        if (running == null || !isServing()) {
            reader.onConnectionLost();
            return;
        }
        inside(() -> request.run(running));
        if (process != running) {
            // It died before it knew the connection.
            reader.onConnectionLost();
        }
    }

    /// What the process consists of, as [GatewayKafka] puts it together.
    private final class GatewayProcess {
        private final PartitionBook book = new PartitionBook();
        private final OpenStreams openStreams = new OpenStreams(book);
        private final EventSender sender = new EventSender(producer(), world.codec());
        private final OwnershipReader ownership =
                new OwnershipReader(
                        () -> groupConsumer("gateway", Topic.STREAM.topicName()),
                        Topic.STREAM,
                        count -> book.borrow(random.nextInt(count)),
                        book::own);
        private final StreamReader streams =
                new StreamReader(
                        this::liveConsumer,
                        world.codec(),
                        book,
                        openStreams,
                        new MalformedRecords(
                                new KafkaSettings("none"),
                                world.codec(),
                                new GatewayMetrics(new SimpleMeterRegistry())));
        private final KafkaArchive archive =
                new KafkaArchive(
                        Runnable::run,
                        new ConsumerPool(this::archiveConsumer, 2),
                        streams,
                        openStreams,
                        world.codec(),
                        new Settings(),
                        ACCEPTANCE);
        private final CallerText callerText = new CallerText(SimSecrets.INSTANCE);
        private final Map<SimReader, Connection> connections = new LinkedHashMap<>();

        /// Whoever waits for the live reader wakes it up, and it works at once.
        private Consumer<byte[], byte[]> liveConsumer() {
            SimConsumer live = consumer();
            live.onWakeUp(this::stepStreams);
            return live;
        }

        private Consumer<byte[], byte[]> archiveConsumer() {
            SimConsumer past = consumer();
            past.onPoll(() -> {
                meanwhile.run();
                if (random.nextBoolean()) {
                    stepStreams();
                }
            });
            return past;
        }

        void step() {
            try {
                ownership.step();
            } catch (RuntimeException _) {
                ownership.reset();
            }
            stepStreams();
        }

        /// As [Loop] does it.
        private void stepStreams() {
            try {
                streams.step();
            } catch (WakeupException _) {
                // The next round sees why.
            } catch (RuntimeException _) {
                streams.reset();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        // --- the routes

        void post(TenantId tenant, Asking asking, Desertion desertion, SimReader reader) {
            OptionalInt partition =
                    openStreams.isAccepting() ? openStreams.reserve() : OptionalInt.empty();
            if (partition.isEmpty()) {
                reader.onRefused();
                return;
            }
            Instant acceptedAt = world.time().instant();
            String prefix = Choices.idPrefix("sim", asking.choiceCount());
            RequestId id =
                    RequestId.create(prefix, acceptedAt, partition.getAsInt(), random.nextLong());
            InferenceSpec spec = asking.spec(acceptedAt, partition.getAsInt());
            Connection connection =
                    connect(id, tenant, -1, reader, wake -> Mailbox.ofNew(UNSENT_MAX, wake));
            openStreams.open(id, tenant, partition.getAsInt(), connection.mailbox, desertion);
            publish(
                    Choices.of(id).ids().stream()
                            .map(each ->
                                    new InferenceRequested(
                                            each + "/request", each, tenant, acceptedAt, spec))
                            .toList(),
                    connection);
        }

        private void publish(List<InferenceRequested> choices, Connection connection) {
            boolean[] isDecided = {false};
            var _ =
                    CompletableFuture.allOf(
                                    choices.stream()
                                            .map(this::written)
                                            .toArray(CompletableFuture<?>[]::new))
                            .whenComplete((_, failure) ->
                                    later(0, () -> decide(isDecided, failure == null, connection)));
            later(ACCEPTANCE.toMillis(), () -> decide(isDecided, false, connection));
        }

        private CompletableFuture<?> written(InferenceRequested request) {
            return sender.send(
                    Topic.REQUESTS,
                    request.spec().streamPartition(),
                    request.requestId().value(),
                    request,
                    null);
        }

        private void decide(boolean[] isDecided, boolean isAccepted, Connection connection) {
            if (isDecided[0]) {
                return;
            }
            isDecided[0] = true;
            if (isAccepted) {
                connection.reader.onAccepted(connection.id);
                connection.begin();
                return;
            }
            openStreams.discard(connection.id);
            connections.remove(connection.reader);
            connection.isOver = true;
            connection.reader.onRefused();
            // It may have got through after all: nobody waits for it.
            abandon(connection);
        }

        void resume(RequestId id, TenantId tenant, long startingAfter, SimReader reader) {
            if (isOwner(id, tenant, reader)) {
                Connection connection =
                        connect(
                                id,
                                tenant,
                                startingAfter,
                                reader,
                                wake -> Mailbox.ofReopened(UNSENT_PAST_MAX, wake));
                connection.begin();
                archive.replay(id, tenant, connection.mailbox);
            }
        }

        private boolean isOwner(RequestId id, TenantId tenant, SimReader reader) {
            if (openStreams.tenantOf(id).isPresent()) {
                return true;
            }
            // It runs at once, see the executor.
            Lookup lookup = archive.find(id).toCompletableFuture().join();
            switch (lookup) {
                case Lookup.Found found -> {
                    return found.tenantId().equals(tenant);
                }
                case Lookup.Unknown _ -> reader.onUnknown();
                case Lookup.Unavailable _ -> reader.onRefused();
            }
            return false;
        }

        private Connection connect(
                RequestId id,
                TenantId tenant,
                long startingAfter,
                SimReader reader,
                Function<Runnable, Mailbox> mailboxes) {
            var connection = new Connection(this, id, tenant, reader, startingAfter, mailboxes);
            connections.put(reader, connection);
            return connection;
        }

        void command(ControlEvent command) {
            var _ = sender.send(Topic.CONTROL, null, command.requestId().value(), command, null);
        }

        void left(Connection connection) {
            switch (openStreams.detach(connection.id, connection.mailbox)) {
                case Departure.Nothing _ -> {}
                case Departure.CancelNow _ -> abandon(connection);
                case Departure.CancelAfterGrace deserted ->
                        later(
                                GRACE_MILLIS,
                                () -> {
                                    if (openStreams.expire(
                                            connection.id, deserted.desertionNumber())) {
                                        abandon(connection);
                                    }
                                });
            }
        }

        private void abandon(Connection connection) {
            for (RequestId each : Choices.of(connection.id).ids()) {
                command(
                        new CancelInference(
                                each + "/cancel",
                                each,
                                connection.tenant,
                                world.time().instant(),
                                "disconnect"));
            }
        }
    }

    /// One client's response.
    private final class Connection implements StreamSink {
        private final GatewayProcess owner;
        private final RequestId id;
        private final TenantId tenant;
        private final SimReader reader;
        private final ChatChunks chunks;
        private final Mailbox mailbox;
        private final StreamPump pump;
        private boolean isBegun;
        private boolean isFinished;
        private boolean isOver;

        Connection(
                GatewayProcess owner,
                RequestId id,
                TenantId tenant,
                SimReader reader,
                long startingAfter,
                Function<Runnable, Mailbox> mailboxes) {
            this.owner = owner;
            this.id = id;
            this.tenant = tenant;
            this.reader = reader;
            this.chunks = new ChatChunks(Choices.of(id), startingAfter);
            this.mailbox =
                    mailboxes.apply(
                            () -> later(random.nextLong(EVENT_LOOP_MILLIS_MAX), this::pump));
            this.pump = new StreamPump(Choices.of(id), mailbox, this);
        }

        void begin() {
            isBegun = true;
            pump();
        }

        void pump() {
            if (isBegun && !isOver) {
                pump.run();
            }
        }

        @Override
        public boolean canTake() {
            return isBegun && !isOver && reader.hasRoom();
        }

        @Override
        public void take(StreamEvent event) {
            StringBuilder frames = new StringBuilder();
            chunks.append(frames, owner.callerText.of(event));
            if (!frames.isEmpty()) {
                reader.onFrames(frames.toString());
            }
        }

        @Override
        public void finish() {
            isFinished = true;
        }

        @Override
        public void flush() {
            if (isFinished) {
                end();
            }
        }

        @Override
        public void cut(Cut reason) {
            reader.onCut(reason.isResumable());
            end();
        }

        void end() {
            if (!isOver) {
                isOver = true;
                pump.stop();
                owner.connections.remove(reader);
                try {
                    owner.left(this);
                } finally {
                    // Also where the process dies of that: nobody else knows the reader any more.
                    reader.onConnectionLost();
                }
            }
        }
    }

    private static final class Settings implements StreamingConfig {
        @Override
        public Duration statusHold() {
            return Duration.ofMillis(200);
        }

        /// For those who wait for a whole answer; nobody does here.
        @Override
        public Duration firstRecordTimeout() {
            return Duration.ofMinutes(2);
        }

        @Override
        public Duration resumeGrace() {
            return Duration.ofMillis(GRACE_MILLIS);
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(10);
        }

        @Override
        public int unsentRecordsMax() {
            return UNSENT_PAST_MAX;
        }

        @Override
        public int openStreamsMax() {
            return 1_000;
        }

        @Override
        public int reopenReadersMax() {
            return 2;
        }

        /// In real time; nothing waits here.
        @Override
        public Duration reopenTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration clockSkewMax() {
            return Duration.ofSeconds(10);
        }
    }
}
