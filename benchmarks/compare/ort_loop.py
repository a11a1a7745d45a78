"""Times a bare ONNX Runtime loop as `./sluice bench engine` times Sluice's engine: the same graph,
the same workloads and definitions, random token ids, no sampling.

    ort_loop.py MODEL.onnx THREADS SEQUENCES PROMPTS ROUNDS      ort_loop.py m/model.onnx 2 1,2,4 128,512 3

prints {"decode":{"1":tokens/s,...},"prefill":{"128":tokens/s,...}}: medians over the rounds; one round
before them warms up.
"""

import json
import sys
import time
from statistics import median

import numpy as np
import onnxruntime as ort

CONTEXT_TOKENS = 128
STEPS = 32


class Loop:
    """Static slots; past and present are the same memory; bindings are made once per shape."""

    def __init__(self, model, threads, sequences, prompt_tokens):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "1")
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        past = [i for i in self.session.get_inputs() if i.name.startswith("past.")]
        heads, head_size = past[0].shape[1], past[0].shape[3]
        length = max(CONTEXT_TOKENS + STEPS, prompt_tokens)
        shape = (sequences + 1, heads, length, head_size)
        self.cache = {i.name: np.zeros(shape, np.float32) for i in past}
        self.vocabulary = self.session.get_outputs()[0].shape[2]
        self.random = np.random.default_rng(1)
        self.prompt_slot = sequences
        self.bindings = {}
        for slot in range(sequences):
            self.run(slot, 1, CONTEXT_TOKENS, 0)

    def decode(self, sequences):
        start = time.perf_counter()
        for step in range(STEPS):
            self.run(0, sequences, 1, CONTEXT_TOKENS + step)
        return sequences * STEPS / (time.perf_counter() - start)

    def prefill(self, tokens):
        start = time.perf_counter()
        self.run(self.prompt_slot, 1, tokens, 0)
        return tokens / (time.perf_counter() - start)

    def run(self, slot, rows, tokens, cached):
        binding, ids, lasts, total = self.binding(slot, rows, tokens)
        ids[:] = self.random.integers(0, self.vocabulary, ids.shape)
        lasts[:] = cached + tokens - 1
        total[:] = cached + tokens
        self.session.run_with_iobinding(binding)

    def binding(self, slot, rows, tokens):
        key = (slot, rows, tokens)
        if key not in self.bindings:
            self.bindings[key] = self.bind(slot, rows, tokens)
        return self.bindings[key][:4]

    def bind(self, slot, rows, tokens):
        binding = self.session.io_binding()
        ids = np.zeros((rows, tokens), np.int64)
        lasts = np.zeros(rows, np.int32)
        total = np.zeros(1, np.int32)
        logits = np.zeros((rows, 1, self.vocabulary), np.float32)
        inputs = {"input_ids": ids, "seqlens_k": lasts, "total_len": total}
        outputs = {"logits": logits}
        for name, blocks in self.cache.items():
            inputs[name] = blocks[slot : slot + rows]
            outputs[name.replace("past", "present")] = inputs[name]
        for name, array in inputs.items():
            binding.bind_input(name, "cpu", 0, array.dtype, array.shape, array.ctypes.data)
        for name, array in outputs.items():
            binding.bind_output(name, "cpu", 0, array.dtype, array.shape, array.ctypes.data)
        return binding, ids, lasts, total, logits


def main():
    model, threads, sequences, prompts, rounds = sys.argv[1:]
    sequences = [int(n) for n in sequences.split(",")]
    prompts = [int(n) for n in prompts.split(",")]
    loop = Loop(model, int(threads), max(sequences), max(prompts))
    figures = {"decode": {n: [] for n in sequences}, "prefill": {n: [] for n in prompts}}
    for _ in range(int(rounds) + 1):
        for n in sequences:
            figures["decode"][n].append(loop.decode(n))
        for n in prompts:
            figures["prefill"][n].append(loop.prefill(n))
    medians = {
        phase: {str(n): round(median(rates[1:]), 1) for n, rates in by_size.items()}
        for phase, by_size in figures.items()
    }
    print(json.dumps(medians))


if __name__ == "__main__":
    main()
