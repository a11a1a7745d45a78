/// One process at a time: a lock on a folder that the operating system drops when its holder dies,
/// however it dies. Called by the commands that own a folder of `SLUICE_HOME` while they run.
@NullMarked
package dev.sluice.standalone.lock;

import org.jspecify.annotations.NullMarked;
