/// JSON from outside.
@NullMarked
package dev.sluice.gateway.json;

import org.jspecify.annotations.NullMarked;
