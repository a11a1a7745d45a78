/// Keeps personal data out of prompts and out of streamed answers.
///
/// Purpose: the entry types. {@link dev.sluice.masking.Masker} is a policy made ready; {@link
/// dev.sluice.masking.StreamingMasker} is one text on its way through it.
///
/// Callers: the command line and the Kafka rim.
///
/// Threads: a masker is immutable and shared; a streaming masker belongs to one stream and to one
/// thread at a time.
@NullMarked
package dev.sluice.masking;

import org.jspecify.annotations.NullMarked;
