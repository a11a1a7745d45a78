/// The front door: OpenAI-compatible HTTP over the mesh's topics. Here are only the process and its
/// command line; capabilities and rims have packages of their own, and the module's README walks
/// through them.
///
/// Callers: `./sluice run gateway`; `deploy/standalone` takes the other packages as beans.
@NullMarked
package dev.sluice.gateway;

import org.jspecify.annotations.NullMarked;
