package dev.sluice.standalone.doctor;

import dev.sluice.contracts.SluiceException;
import dev.sluice.runtime.home.Home;
import dev.sluice.worker.engine.CudaFinding;
import dev.sluice.worker.engine.CudaProbe;
import java.util.List;

/// What a worker with `--device cuda:N` needs: as it finds out itself at its start, but all of it.
public final class CudaChecks {
    private CudaChecks() {}

    public static List<Check> of(Home home, int gpuIndex) {
        try {
            return CudaProbe.findings(home.cache(), gpuIndex).stream()
                    .map(CudaChecks::check)
                    .toList();
        } catch (SluiceException e) {
            return List.of(
                    Check.failed(
                            "build",
                            String.valueOf(e.getMessage()),
                            "use Linux on x64, and a SLUICE_HOME that can be written to"));
        }
    }

    private static Check check(CudaFinding finding) {
        Check.State state =
                switch (finding.state()) {
                    case OK -> Check.State.OK;
                    case FAILED -> Check.State.FAILED;
                    case UNCHECKED -> Check.State.SKIPPED;
                };
        return new Check(finding.name(), state, finding.detail(), finding.remedy());
    }
}
