/// The remote engine: an OpenAI-compatible server (vLLM, SGLang, llama.cpp, …) generates, this
/// worker puts what it says on the log. For models that one process cannot hold.
///
/// [RemoteEngine] starts the engine thread, which owns [RemoteBatch]; each running sequence has a
/// [RemoteStream] on a virtual thread of its own, which holds one HTTP request and hands over what
/// it reads.
@NullMarked
package dev.sluice.worker.remote;

import org.jspecify.annotations.NullMarked;
