package dev.sluice.masking;

import dev.sluice.masking.detect.CompiledDetectors;
import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.policy.Thresholds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tables of the sets of detectors and thresholds that are in use; compiling one costs up to a
/// second. Any thread.
final class CompiledSets {

    /// A table has a few megabytes.
    private static final int SETS_MAX = 32;

    private record Key(List<Detector> detectors, Thresholds thresholds) {}

    private final Map<Key, CompiledDetectors> sets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, CompiledDetectors> eldest) {
                    return size() > SETS_MAX;
                }
            };

    CompiledDetectors of(List<Detector> detectors, Thresholds thresholds) {
        Key key = new Key(detectors, thresholds);
        synchronized (sets) {
            CompiledDetectors known = sets.get(key);
            if (known != null) {
                return known;
            }
        }
        CompiledDetectors compiled = CompiledDetectors.compile(detectors, thresholds);
        synchronized (sets) {
            sets.putIfAbsent(key, compiled);
            return compiled;
        }
    }
}
