@NullMarked
package dev.sluice.worker.simulated;

import org.jspecify.annotations.NullMarked;
