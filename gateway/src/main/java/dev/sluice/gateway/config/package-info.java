/// The gateway's configuration keys, one mapping per capability. Read once at start by the rims;
/// immutable.
@NullMarked
package dev.sluice.gateway.config;

import org.jspecify.annotations.NullMarked;
