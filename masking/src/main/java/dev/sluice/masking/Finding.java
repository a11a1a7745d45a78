package dev.sluice.masking;

import dev.sluice.masking.detect.EntityType;

/// Personal data that was found, without the data.
///
/// @param start first code point, counted from the start of the stream
/// @param end behind the last code point
/// @param action what was done with it, as policies name it
public record Finding(EntityType type, long start, long end, String action) {}
