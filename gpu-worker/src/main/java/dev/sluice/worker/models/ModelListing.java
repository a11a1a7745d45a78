package dev.sluice.worker.models;

/// A line of `models list`.
///
/// @param bytes on disk in the store, or of the file to fetch
public record ModelListing(
        String name, String description, State state, long bytes, boolean isDefault) {
    public enum State {
        /// Converted; loads at once.
        BUILT,
        /// Its file is here and will be converted at first use.
        FETCHED,
        /// Known by the catalogue.
        AVAILABLE
    }
}
