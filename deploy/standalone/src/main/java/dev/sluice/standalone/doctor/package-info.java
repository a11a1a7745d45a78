/// What this machine lacks for running the mesh: each check says what it found and, where that is
/// not enough, what to do. Called by `doctor`, on its thread; a check takes some seconds at most
/// and changes nothing.
@NullMarked
package dev.sluice.standalone.doctor;

import org.jspecify.annotations.NullMarked;
