/// A running gateway as the commands see it: where it is, with which key, its answers and its token
/// streams, over plain HTTP as any other client. Called by `chat`, `status`, `audit` and by `up`,
/// which waits for its own gateway. Blocking, on the caller's thread.
@NullMarked
package dev.sluice.standalone.client;

import org.jspecify.annotations.NullMarked;
