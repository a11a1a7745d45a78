/// How the requests that go to one worker share records. Called by `shard` only; made for one
/// decision and thrown away.
@NullMarked
package dev.sluice.scheduler.batching;

import org.jspecify.annotations.NullMarked;
