/// The audit's answers over HTTP, all below `/audit` and all with a key. Registered with Quarkus'
/// router at start; handlers run on worker threads, as reading a database blocks.
@NullMarked
package dev.sluice.audit.http;

import org.jspecify.annotations.NullMarked;
