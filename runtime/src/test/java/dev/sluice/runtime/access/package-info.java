@NullMarked
package dev.sluice.runtime.access;

import org.jspecify.annotations.NullMarked;
