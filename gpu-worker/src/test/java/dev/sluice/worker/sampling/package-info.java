@NullMarked
package dev.sluice.worker.sampling;

import org.jspecify.annotations.NullMarked;
