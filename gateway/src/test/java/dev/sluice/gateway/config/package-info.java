/// Tests of the configuration keys.
@NullMarked
package dev.sluice.gateway.config;

import org.jspecify.annotations.NullMarked;
