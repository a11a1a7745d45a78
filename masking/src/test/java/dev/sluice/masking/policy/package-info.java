@NullMarked
package dev.sluice.masking.policy;

import org.jspecify.annotations.NullMarked;
