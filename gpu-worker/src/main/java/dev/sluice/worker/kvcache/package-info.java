/// Which sequence has which slot of the KV cache. A slot is the room for one sequence's keys and
/// values; this package decides places and says what must be copied, the engine copies. It also
/// knows which prompts the slots hold the beginning of, running or not.
///
/// Called by [dev.sluice.worker.decode.DecodeLoop] on the engine thread. Pure. Entry type:
/// [SlotTable].
@NullMarked
package dev.sluice.worker.kvcache;

import org.jspecify.annotations.NullMarked;
