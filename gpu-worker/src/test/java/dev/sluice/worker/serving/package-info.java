@NullMarked
package dev.sluice.worker.serving;

import org.jspecify.annotations.NullMarked;
