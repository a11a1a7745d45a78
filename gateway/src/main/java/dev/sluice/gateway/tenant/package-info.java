/// Who is calling: API keys and the tenant behind each. Pure; called by `http` in front of every
/// route. All types are immutable and safe on any thread.
@NullMarked
package dev.sluice.gateway.tenant;

import org.jspecify.annotations.NullMarked;
