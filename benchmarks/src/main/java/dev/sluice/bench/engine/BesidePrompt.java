package dev.sluice.bench.engine;

/// What running streams notice of a prompt of 1,024 tokens that is read beside them, and it of
/// them.
///
/// @param baselineMillis 95 of 100 gaps between two tokens of a stream were no longer, before
/// @param besideMillis the same while the prompt was read
/// @param longestMillis the longest of those gaps
/// @param firstTokenMillis from the prompt's admission to its first token
record BesidePrompt(
        double baselineMillis, double besideMillis, double longestMillis, double firstTokenMillis) {
    double ratio() {
        return besideMillis / baselineMillis;
    }
}
