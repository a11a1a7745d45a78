/// Reads the mesh's topics as an outsider. Called by the tests, on any thread.
@NullMarked
package dev.sluice.it.kafka;

import org.jspecify.annotations.NullMarked;
