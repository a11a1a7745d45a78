package dev.sluice.bench.load;

import java.util.List;
import java.util.OptionalLong;

/// How one request ended. Times are of one clock, in nanoseconds.
sealed interface Answer {
    /// Read to its end.
    ///
    /// @param startNanos when it was sent; under a schedule, when it should have been
    /// @param arrivalNanos of each chunk with text
    /// @param tokenCount as the gateway counted them
    record Completed(long startNanos, List<Long> arrivalNanos, int tokenCount, long endNanos)
            implements Answer {
        public Completed {
            arrivalNanos = List.copyOf(arrivalNanos);
            if (arrivalNanos.isEmpty()) {
                throw new IllegalArgumentException("an answer without text");
            }
        }

        /// Time to first token.
        long firstTokenNanos() {
            return arrivalNanos.getFirst() - startNanos;
        }

        long endToEndNanos() {
            return endNanos - startNanos;
        }

        /// Time per output token after the first; none where there is only one.
        OptionalLong perTokenNanos() {
            long spread = arrivalNanos.getLast() - arrivalNanos.getFirst();
            return tokenCount < 2
                    ? OptionalLong.empty()
                    : OptionalLong.of(spread / (tokenCount - 1));
        }

        /// Tokens that had arrived by then. A chunk may hold several tokens, which ones is not
        /// known: each chunk counts as the same share of them.
        double tokensUntil(long nanos) {
            long arrived = arrivalNanos.stream().filter(each -> each <= nanos).count();
            return (double) tokenCount * arrived / arrivalNanos.size();
        }
    }

    /// Refused, broken off or given up.
    ///
    /// @param reason one of a few words, to be counted: `http 429`, `broken off`
    record Failed(String reason) implements Answer {}
}
