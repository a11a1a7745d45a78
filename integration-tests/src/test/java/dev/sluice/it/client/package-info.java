/// An HTTP client that shows everything that a test may ask about: statuses, headers, bytes and
/// arrival times. Called by the tests, on any thread.
@NullMarked
package dev.sluice.it.client;

import org.jspecify.annotations.NullMarked;
