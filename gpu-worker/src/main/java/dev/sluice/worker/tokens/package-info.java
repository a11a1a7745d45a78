/// Between text and token ids: encoding prompts, and turning a stream of ids into text that never
/// breaks a character and stops at stop strings.
///
/// Callers: the worker's intake encodes; the engine thread decodes, one [AnswerText] per sequence.
/// Thread: [Tokenizer], [TokenBytes] and [StopStrings] are shared by all threads; detokenizers and
/// matchers belong to one sequence and its thread.
@NullMarked
package dev.sluice.worker.tokens;

import org.jspecify.annotations.NullMarked;
