/// What a tenant wants done with which kind of personal data.
///
/// Purpose: the validated policy, and the rules by which one is refused.
///
/// Callers: the JSON reader builds policies; the masker reads them.
///
/// Threads: immutable, any thread.
@NullMarked
package dev.sluice.masking.policy;

import org.jspecify.annotations.NullMarked;
