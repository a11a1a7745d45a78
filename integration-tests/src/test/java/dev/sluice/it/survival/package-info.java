/// A mesh of processes under load, some of which are killed, stopped and started again: what must
/// hold then, and how it is checked. [PersistentClient] is what the mesh serves, [Ledger] what its
/// log says about the same requests.
@NullMarked
package dev.sluice.it.survival;

import org.jspecify.annotations.NullMarked;
