package dev.sluice.bench.load;

/// A kind of load: a closed loop of streams, or an open loop at a rate.
sealed interface Load {
    int STREAMS_MAX = 1024;
    double RATE_MAX = 10_000;

    record Streams(int count) implements Load {
        public Streams {
            if (count < 1 || count > STREAMS_MAX) {
                throw new IllegalArgumentException(
                        "--streams has %d, allowed are 1 to %d".formatted(count, STREAMS_MAX));
            }
        }

        @Override
        public String toString() {
            return count == 1 ? "1 stream" : count + " streams";
        }
    }

    record Rate(double perSecond) implements Load {
        public Rate {
            if (!(perSecond > 0 && perSecond <= RATE_MAX)) {
                throw new IllegalArgumentException(
                        "--rate is %s, allowed is more than 0, at most %s"
                                .formatted(perSecond, RATE_MAX));
            }
        }

        @Override
        public String toString() {
            return perSecond + " requests/s";
        }
    }
}
