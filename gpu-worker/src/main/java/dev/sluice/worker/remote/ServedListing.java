package dev.sluice.worker.remote;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Asks the server for one model: with patience before the worker serves, for large models load for
/// minutes; and once, later on.
public final class ServedListing {
    private static final long PAUSE_MILLIS = 250;
    private static final int NAMED_COUNT_MAX = 10;
    private static final int NAME_LENGTH_MAX = 80;

    private final RemoteServer server;
    private final String model;

    /// @param model as the server lists it
    public ServedListing(RemoteServer server, String model) {
        this.server = server;
        this.model = model;
    }

    /// Whether the server answers, and has the model. Any thread; waits for the answer.
    public boolean isServing() {
        try {
            return server.models().stream().anyMatch(listed -> listed.id().equals(model));
        } catch (RemoteFailure e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Waits until the server answers, and finds the model.
    ///
    /// @throws SluiceException with one clear sentence
    public ListedModel await(Duration patience) {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return find(server.models());
            } catch (RemoteFailure e) {
                if (!e.isLost() || System.nanoTime() - endNanos >= 0) {
                    throw absent(e, patience);
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
            pause();
        }
    }

    private ListedModel find(List<ListedModel> models) {
        return models.stream()
                .filter(listed -> listed.id().equals(model))
                .findFirst()
                .orElseThrow(() ->
                        new SluiceException(
                                ErrorCode.MODEL_NOT_FOUND,
                                "the remote server at %s does not serve %s; it lists: %s"
                                        .formatted(server.address(), model, names(models))));
    }

    private static String names(List<ListedModel> models) {
        return models.isEmpty()
                ? "nothing"
                : models.stream()
                        .limit(NAMED_COUNT_MAX)
                        .map(ServedListing::shortName)
                        .collect(Collectors.joining(", "));
    }

    private static String shortName(ListedModel listed) {
        String id = listed.id();
        return id.length() > NAME_LENGTH_MAX ? id.substring(0, NAME_LENGTH_MAX) + "…" : id;
    }

    private SluiceException absent(RemoteFailure failure, Duration patience) {
        String message =
                failure.isLost()
                        ? "the remote server at %s does not answer within %d s (%s): is it started?"
                                .formatted(
                                        server.address(),
                                        patience.toSeconds(),
                                        failure.getMessage())
                        : "the remote server at %s does not list its models (%s): does the URL end in /v1, and is SLUICE_WORKER_REMOTE_API_KEY set where it wants a key?"
                                .formatted(server.address(), failure.getMessage());
        return new SluiceException(ErrorCode.ENGINE_FAILED, message, failure);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static SluiceException interrupted() {
        Thread.currentThread().interrupt();
        return new SluiceException(ErrorCode.ENGINE_FAILED, "the start was interrupted");
    }
}
