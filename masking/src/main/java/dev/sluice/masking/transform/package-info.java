/// What is shown in place of personal data.
///
/// Purpose: one type per way to replace a value. Each is a pure function of the entity type, the
/// value found and, where it is keyed, the conversation's keys, so the same text gives the same
/// output on every replay.
///
/// Callers: the policy names a transformation per type; the stream masker applies it.
///
/// Threads: immutable, any thread.
@NullMarked
package dev.sluice.masking.transform;

import org.jspecify.annotations.NullMarked;
