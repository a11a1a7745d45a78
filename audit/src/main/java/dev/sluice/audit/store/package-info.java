/// The projection of the log that answers questions: one database row per request, bodies in a
/// table of their own, H2 in a file by default and PostgreSQL by URL. Called by `kafka` (writes)
/// and `http` (reads) on threads that may block; every type is safe on any of them.
@NullMarked
package dev.sluice.audit.store;

import org.jspecify.annotations.NullMarked;
