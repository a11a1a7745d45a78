package dev.sluice.masking;

import dev.sluice.masking.detect.CompiledDetectors;
import dev.sluice.masking.detect.Detector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tables of the sets of detectors that are in use; compiling one costs up to a second. Any
/// thread.
final class CompiledSets {

    /// A table has a few megabytes.
    private static final int SETS_MAX = 32;

    private final Map<List<Detector>, CompiledDetectors> sets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<List<Detector>, CompiledDetectors> eldest) {
                    return size() > SETS_MAX;
                }
            };

    CompiledDetectors of(List<Detector> detectors) {
        synchronized (sets) {
            CompiledDetectors known = sets.get(detectors);
            if (known != null) {
                return known;
            }
        }
        CompiledDetectors compiled = CompiledDetectors.compile(detectors);
        synchronized (sets) {
            sets.putIfAbsent(detectors, compiled);
            return compiled;
        }
    }
}
