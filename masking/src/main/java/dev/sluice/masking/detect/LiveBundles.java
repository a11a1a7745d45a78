package dev.sluice.masking.detect;

import dev.sluice.masking.detect.Bundles.Bundle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bundles of one scanner, in the order of their starts. Owned by the scanner.
final class LiveBundles {

    private static final int CAPACITY_INITIAL = 8;

    private int count;
    private @Nullable Bundle[] bundles = new @Nullable Bundle[CAPACITY_INITIAL];
    private long[] starts = new long[CAPACITY_INITIAL];
    private WordsInReach[] words = new WordsInReach[CAPACITY_INITIAL];

    int count() {
        return count;
    }

    Bundle bundle(int index) {
        Bundle bundle = bundles[index];
        if (bundle == null) {
            throw new IllegalStateException("no bundle " + index + " of " + count);
        }
        return bundle;
    }

    long start(int index) {
        return starts[index];
    }

    /// The words within reach of its start.
    WordsInReach words(int index) {
        return words[index];
    }

    /// The earliest start, or `none` without a bundle.
    long firstStart(long none) {
        return count == 0 ? none : starts[0];
    }

    /// Keeps the first `count` bundles.
    void truncate(int count) {
        this.count = count;
    }

    void add(Bundle bundle, long start, WordsInReach wordsInReach) {
        if (count == starts.length) {
            bundles = Arrays.copyOf(bundles, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            words = Arrays.copyOf(words, 2 * count);
        }
        bundles[count] = bundle;
        words[count] = wordsInReach;
        starts[count++] = start;
    }

    /// Ends those that began before `start`.
    void dropBefore(long start) {
        int live = count;
        count = 0;
        for (int i = 0; i < live; i++) {
            if (starts[i] >= start) {
                add(bundle(i), starts[i], words[i]);
            }
        }
    }
}
