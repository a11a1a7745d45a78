package dev.sluice.worker.engine;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Puts a session on an NVIDIA GPU, and keeps it there.
///
/// | option | why |
/// |---|---|
/// | `device_id` | one session for each GPU |
/// | `arena_extend_strategy` | takes what is needed; the default takes the next power of two, up to twice the cache |
/// | `use_tf32` | 0: products of float32 keep their digits |
/// | `enable_cudnn` | 0: nothing in a decoder needs it, and answers must not depend on whether it is installed |
///
/// `session.disable_cpu_ep_fallback` makes a node that the GPU cannot run an error when the model
/// is loaded. It would refuse graphs that compute shapes too, which ONNX Runtime puts on the CPU by
/// itself; model-builder's have no such node. That `total_len` is read on the host is no fall-back:
/// the GPU's attention wants it there.
final class CudaProvider {
    private CudaProvider() {}

    static void append(OrtApi api, long sessionOptions, Device.Cuda device) {
        long options = api.createCudaOptions();
        try {
            api.updateCudaOptions(options, options(device));
            api.appendCuda(sessionOptions, options);
        } finally {
            api.release(OrtApi.Kind.CUDA_OPTIONS, options);
        }
        api.addConfigEntry(sessionOptions, "session.disable_cpu_ep_fallback", "1");
        // Why: in the arena, each weight would be rounded up and stay for good.
        api.addConfigEntry(sessionOptions, "session.use_device_allocator_for_initializers", "1");
    }

    static SequencedMap<String, String> options(Device.Cuda device) {
        SequencedMap<String, String> options = new LinkedHashMap<>();
        options.put("device_id", Integer.toString(device.index()));
        options.put("arena_extend_strategy", "kSameAsRequested");
        options.put("use_tf32", "0");
        options.put("enable_cudnn", "0");
        return options;
    }
}
