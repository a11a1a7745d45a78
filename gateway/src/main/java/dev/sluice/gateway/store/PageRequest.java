package dev.sluice.gateway.store;

import org.jspecify.annotations.Nullable;

/// Which part of a list is wanted: at most `limit` behind the object `after`, by time of creation.
public record PageRequest(int limit, @Nullable String after, boolean isNewestFirst) {}
