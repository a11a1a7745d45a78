/// Tests of which models are served.
@NullMarked
package dev.sluice.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
