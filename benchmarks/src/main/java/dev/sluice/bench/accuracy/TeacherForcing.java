package dev.sluice.bench.accuracy;

import dev.sluice.worker.decode.Engine;

/// Lets two engines read one text in step, token by token: whatever they would have said, both get
/// the text's own next token. Through decode steps, because that is how answers are made. Engine
/// thread.
final class TeacherForcing {
    private TeacherForcing() {}

    static Accuracy compare(Engine exact, Engine converted, int[] tokens) {
        Reader exactReader = new Reader(exact);
        Reader convertedReader = new Reader(converted);
        Divergence divergence = new Divergence();
        for (int position = 0; position < tokens.length - 1; position++) {
            divergence.add(
                    exactReader.read(tokens[position], position),
                    convertedReader.read(tokens[position], position),
                    tokens[position + 1]);
        }
        return divergence.figures();
    }

    /// One engine's way through the text, in slot 0.
    private static final class Reader {
        private final Engine engine;
        private final LogProbabilities expected;

        Reader(Engine engine) {
            this.engine = engine;
            this.expected = new LogProbabilities(engine.shape().vocabularySize());
        }

        LogProbabilities read(int token, int position) {
            expected.read(engine.decode(0, 1, new int[] {token}, new int[] {position}).row(0));
            return expected;
        }
    }
}
