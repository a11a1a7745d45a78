/// Keys of tenants, and what is sealed with them. No key ever travels on a topic.
///
/// Callers: masking seals, the gateway opens for the caller. Threads: any.
@NullMarked
package dev.sluice.runtime.secrets;

import org.jspecify.annotations.NullMarked;
