/// Which models the mesh serves, learnt from the workers' heartbeats. Pure; one thread of `kafka`
/// applies events, event loops of `http` ask.
@NullMarked
package dev.sluice.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
