@NullMarked
package dev.sluice.worker.kvcache;

import org.jspecify.annotations.NullMarked;
