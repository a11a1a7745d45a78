@NullMarked
package dev.sluice.worker.remote;

import org.jspecify.annotations.NullMarked;
