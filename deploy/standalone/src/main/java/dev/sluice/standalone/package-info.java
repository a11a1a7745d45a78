/// The program behind `./sluice`: where it starts.
@NullMarked
package dev.sluice.standalone;

import org.jspecify.annotations.NullMarked;
