/// Which models the mesh serves, learnt from the workers' heartbeats, and the aliases that routes
/// give them. Pure; one thread of `kafka` for each applies events, event loops of `http` ask.
@NullMarked
package dev.sluice.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
