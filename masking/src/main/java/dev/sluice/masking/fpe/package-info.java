/// Numbers in place of numbers: format-preserving encryption (FF1, NIST SP 800-38G) of the digits
/// of a value, so that a system which checks formats takes what stands for it.
///
/// Purpose: the action `fpe`.
///
/// Callers: the keys of a conversation, and the reading of policies.
///
/// Threads: stateless; any.
@NullMarked
package dev.sluice.masking.fpe;

import org.jspecify.annotations.NullMarked;
