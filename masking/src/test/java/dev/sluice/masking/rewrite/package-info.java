@NullMarked
package dev.sluice.masking.rewrite;

import org.jspecify.annotations.NullMarked;
