package dev.sluice.worker.serving;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.remote.CallWriter;
import dev.sluice.worker.remote.Dialect;
import dev.sluice.worker.remote.ListedModel;
import dev.sluice.worker.remote.RemoteEngine;
import dev.sluice.worker.remote.RemoteLimits;
import dev.sluice.worker.remote.RemoteServer;
import dev.sluice.worker.remote.ServedListing;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.PieceDetokenizer;
import dev.sluice.worker.tokens.StopStrings;
import java.net.URI;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model on a server elsewhere, found and answering.
record RemoteModel(
        PoolName pool,
        RemoteServer server,
        ServedListing listing,
        RemoteLimits limits,
        PromptEncoder prompts,
        int contextTokens)
        implements ServedModel {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteModel.class);

    /// Waits for the server, and for the model on it.
    ///
    /// @throws SluiceException with one clear sentence
    static RemoteModel load(WorkerSettings settings, RemoteSettings remote) {
        RemoteLimits limits = limits(settings, remote);
        RemoteServer server = server(remote);
        try {
            return of(settings, remote, limits, server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static RemoteModel of(
            WorkerSettings settings,
            RemoteSettings remote,
            RemoteLimits limits,
            RemoteServer server) {
        String name = remote.model().orElse(settings.model());
        var listing = new ServedListing(server, name);
        ListedModel listed = listing.await(remote.startPatience());
        Dialect dialect = remote.dialect().orElseGet(listed::dialect);
        Integer told = listed.contextTokens();
        int contextTokens = told == null ? settings.contextTokens() : told;
        LOG.atInfo()
                .addKeyValue("address", server.address())
                .addKeyValue("model", name)
                .addKeyValue("dialect", dialect)
                .addKeyValue("contextTokens", contextTokens)
                .log("the remote server answers");
        return new RemoteModel(
                pool(settings),
                server,
                listing,
                limits,
                new RemotePrompts(new CallWriter(name, dialect, contextTokens), contextTokens),
                contextTokens);
    }

    /// Servers name models with slashes, which no pool may have.
    private static PoolName pool(WorkerSettings settings) {
        try {
            return new PoolName(settings.pool().orElse(settings.model()));
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage() + ": say --model POOL --remote-model NAME");
        }
    }

    private static RemoteLimits limits(WorkerSettings settings, RemoteSettings remote) {
        try {
            return new RemoteLimits(
                    settings.slots(),
                    remote.idleTimeout(),
                    remote.probeInterval(),
                    remote.lineBytesMax());
        } catch (IllegalArgumentException e) {
            throw wrong("sluice.worker.remote: " + e.getMessage());
        }
    }

    private static RemoteServer server(RemoteSettings remote) {
        URI url =
                remote.url()
                        .orElseThrow(() ->
                                wrong(
                                        "no remote server is named: --remote-url"
                                                + " http://HOST:PORT/v1"));
        try {
            return new RemoteServer(
                    RemoteServer.baseOf(url), remote.apiKey(), remote.connectTimeout());
        } catch (IllegalArgumentException e) {
            throw wrong("the remote server's settings are not usable: " + e.getMessage());
        }
    }

    private static SluiceException wrong(String message) {
        return new SluiceException(ErrorCode.ENGINE_FAILED, message);
    }

    @Override
    public int slotCount() {
        return limits.slotCount();
    }

    @Override
    public AnswerText answerText(Assignment assignment) {
        return new AnswerText(
                new PieceDetokenizer(), StopStrings.of(assignment.spec().settings().stop()));
    }

    @Override
    public Generator start(StepObserver observer, Consumer<Throwable> onDeath) {
        return RemoteEngine.start(server, limits, listing::isServing, observer, onDeath);
    }

    @Override
    public void close() {
        server.close();
    }
}
