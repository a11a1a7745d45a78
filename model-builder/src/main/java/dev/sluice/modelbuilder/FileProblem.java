package dev.sluice.modelbuilder;

/// A file of a model folder that is not what its manifest says.
public sealed interface FileProblem {
    String path();

    String expectedSha256();

    /// One line for a person: the path, what was expected, what was found.
    String describe();

    record Missing(String path, String expectedSha256) implements FileProblem {
        @Override
        public String describe() {
            return "%s is missing, expected SHA-256 %s".formatted(path, expectedSha256);
        }
    }

    record Changed(
            String path,
            long expectedBytes,
            String expectedSha256,
            long actualBytes,
            String actualSha256)
            implements FileProblem {
        @Override
        public String describe() {
            return "%s has SHA-256 %s (%d bytes), expected %s (%d bytes)"
                    .formatted(path, actualSha256, actualBytes, expectedSha256, expectedBytes);
        }
    }
}
