package dev.sluice.scheduler;

import dev.sluice.scheduler.lease.LeaseSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When a request is taken from its worker.
@ConfigMapping(prefix = "sluice.scheduler.lease")
public interface LeaseConfig {
    /// A worker that reports nothing for this long is lost. Shorter goes on elsewhere sooner;
    /// longer forgives pauses of the worker's process. Workers report every 500 ms.
    @WithDefault("3s")
    Duration workerTimeout();

    /// An assignment that its worker does not list for this long is lost; a cancelled request that
    /// its worker has not ended for this long is ended here. Shorter repairs sooner; longer
    /// forgives a worker that is slow to read.
    @WithDefault("3s")
    Duration assignmentGrace();

    /// A worker that reports, but whose engine does not step for this long with requests to run, is
    /// lost. Shorter goes on elsewhere sooner; longer forgives one long pass of the engine.
    @WithDefault("30s")
    Duration progressTimeout();

    /// A request that is taken from this many failed workers ends with `poison_request`. More give
    /// bystanders of another request's crash more chances; fewer save workers from a bad request.
    @WithDefault("3")
    int attemptsMax();

    default LeaseSettings settings() {
        return new LeaseSettings(
                workerTimeout(), assignmentGrace(), progressTimeout(), attemptsMax());
    }
}
