/// Turns one row of logits into one token: penalties and bias, then greedy choice or a seeded draw.
///
/// Called by [dev.sluice.worker.decode.DecodeLoop] on the engine thread, once per sequence and
/// step. Pure: the same logits, parameters, history and position give the same token on every
/// machine. Entry type: [Sampler].
@NullMarked
package dev.sluice.worker.sampling;

import org.jspecify.annotations.NullMarked;
