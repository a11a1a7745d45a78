/// What every service agrees on: identities, the error catalogue and the event description marker.
/// Everyone depends on `contracts`; it depends on no one. All types are immutable and safe on any
/// thread.
@NullMarked
package dev.sluice.contracts;

import org.jspecify.annotations.NullMarked;
