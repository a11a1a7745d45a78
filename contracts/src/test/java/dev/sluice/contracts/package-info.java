/// Tests of identities and the error catalogue.
@NullMarked
package dev.sluice.contracts;

import org.jspecify.annotations.NullMarked;
