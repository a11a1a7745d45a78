/// Reads policies from JSON. The rim of `masking` towards the JSON library.
///
/// Callers: the command line and whoever receives policy events.
///
/// Threads: stateless, any thread.
@NullMarked
package dev.sluice.masking.json;

import org.jspecify.annotations.NullMarked;
