package dev.sluice.bench.engine;

/// Times to the first token of two prompts that begin with the same 1,000 tokens.
record PrefixReuse(double firstMillis, double secondMillis) {
    double percent() {
        return 100 * secondMillis / firstMillis;
    }
}
