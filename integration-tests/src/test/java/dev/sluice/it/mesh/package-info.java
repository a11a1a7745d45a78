/// Starts, watches, kills and cleans up the programs of the mesh. Called by the tests, on JUnit's
/// thread.
@NullMarked
package dev.sluice.it.mesh;

import org.jspecify.annotations.NullMarked;
