/// Tests over the whole module: the rules of its architecture.
@NullMarked
package dev.sluice.gateway;

import org.jspecify.annotations.NullMarked;
