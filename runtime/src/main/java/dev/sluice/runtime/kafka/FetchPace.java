package dev.sluice.runtime.kafka;

import java.time.Duration;

/// How a consumer fetches, where that is not as usual.
///
/// @param bytesEnough the broker answers when so many bytes are there
/// @param patience it answers with what there is after so long
/// @param bytesMax bytes fetched at once, unless the first record is larger
public record FetchPace(int bytesEnough, Duration patience, int bytesMax) {}
