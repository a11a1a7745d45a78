@NullMarked
package dev.sluice.gateway.outbound;

import org.jspecify.annotations.NullMarked;
