@NullMarked
package dev.sluice.worker.decode;

import org.jspecify.annotations.NullMarked;
