@NullMarked
package dev.sluice.bench.crowd;

import org.jspecify.annotations.NullMarked;
