package dev.sluice.gateway.intake;

/// What became of a line. The same line comes to the same outcome, byte for byte, whoever runs it
/// again.
sealed interface Outcome {
    /// `answer` is the line for the topic of answers.
    record Answered(String customId, String answer) implements Outcome {
        @Override
        public String toString() {
            return "Answered[" + answer.length() + " characters]";
        }
    }

    /// Nobody can be told: the line does not say what it is called. `reason` does not quote it.
    record Unreadable(String reason) implements Outcome {}
}
