package dev.sluice.worker.engine;

/// What every binding of one engine refers to.
record EngineParts(
        OrtApi api,
        OrtSession session,
        ModelSignature model,
        TensorNames names,
        PassBuffers buffers,
        DeviceMemory hostMemory,
        KvCache cache) {}
