/// Tests of the package of the same name.
@NullMarked
package dev.sluice.runtime.http;

import org.jspecify.annotations.NullMarked;
