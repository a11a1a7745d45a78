/// `SLUICE_HOME`: the one folder of state. Called by the command line and by every service at
/// start; plain files, safe for several processes at once.
@NullMarked
package dev.sluice.runtime.home;

import org.jspecify.annotations.NullMarked;
