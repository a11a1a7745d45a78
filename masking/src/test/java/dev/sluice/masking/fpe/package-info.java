@NullMarked
package dev.sluice.masking.fpe;

import org.jspecify.annotations.NullMarked;
