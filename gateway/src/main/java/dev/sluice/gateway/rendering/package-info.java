/// OpenAI's JSON shapes: chunks, whole answers, models, errors. Pure functions of event records, so
/// that any gateway renders a stream to the same bytes. Called by `http` on event-loop threads.
@NullMarked
package dev.sluice.gateway.rendering;

import org.jspecify.annotations.NullMarked;
