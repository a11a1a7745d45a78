@NullMarked
package dev.sluice.runtime.connection;

import org.jspecify.annotations.NullMarked;
