@NullMarked
package dev.sluice.masking.kafka;

import org.jspecify.annotations.NullMarked;
