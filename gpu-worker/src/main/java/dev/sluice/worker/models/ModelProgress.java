package dev.sluice.worker.models;

/// Told how an operation of the store goes on. Called often and on the operation's own threads, one
/// call at a time; it should return at once.
public interface ModelProgress {
    ModelProgress NONE = new Silent();

    enum Step {
        /// Another process is at work on the same model.
        WAIT,
        FETCH,
        CHECK,
        BUILD
    }

    /// `totalBytes` is 0 while it is not known.
    void onProgress(Step step, String label, long doneBytes, long totalBytes);

    /// A source that did not work; the next one is tried.
    void onSourceFailed(String source, String reason);

    /// Hears nothing.
    final class Silent implements ModelProgress {
        private Silent() {}

        @Override
        public void onProgress(Step step, String label, long doneBytes, long totalBytes) {}

        @Override
        public void onSourceFailed(String source, String reason) {}
    }
}
