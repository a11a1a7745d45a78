/// Pseudonyms: how they are drawn, which were given out, and how they turn back.
///
/// Purpose: a value of a prompt reaches the model as a pseudonym; in the answer, and there only, it
/// turns back into the caller's own value. What was not given out for this conversation's prompts
/// is never turned into anything.
///
/// Callers: the masker asks for pseudonyms, the rewrite of answers restores them.
///
/// Threads: keys and issued pseudonyms are immutable; the rest belongs to one text or one request.
@NullMarked
package dev.sluice.masking.restore;

import org.jspecify.annotations.NullMarked;
