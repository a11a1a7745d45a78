@NullMarked
package dev.sluice.gateway.tenant;

import org.jspecify.annotations.NullMarked;
