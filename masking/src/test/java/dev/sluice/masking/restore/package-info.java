@NullMarked
package dev.sluice.masking.restore;

import org.jspecify.annotations.NullMarked;
