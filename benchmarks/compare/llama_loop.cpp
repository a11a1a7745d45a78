// Times llama.cpp as `./sluice bench engine` times Sluice's engine: the same workloads, the same
// definitions, random token ids, no sampling.
//
//   llama_loop MODEL.gguf THREADS SEQUENCES PROMPTS ROUNDS     llama_loop m.gguf 2 1,2,4 128,512 3
//
//   llama_loop quantize MODEL.gguf Q4_0.gguf      writes the same weights in llama.cpp's fastest format
//
// The first prints {"decode":{"1":tokens/s,…},"prefill":{"128":tokens/s,…}}: medians over the rounds; one round
// before them warms up.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "llama.h"

namespace {

constexpr int kContextTokens = 128;
constexpr int kSteps = 32;

std::vector<int> numbers(const std::string& list) {
    std::vector<int> values;
    std::stringstream in(list);
    for (std::string part; std::getline(in, part, ',');) {
        values.push_back(std::stoi(part));
    }
    return values;
}

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "llama_loop: %s\n", what);
    std::exit(1);
}

class Loop {
public:
    Loop(const char* file, int threads, int sequences, int promptTokens)
        : batch_(llama_batch_init(std::max({sequences, promptTokens, kContextTokens}), 0, 1)) {
        model_ = llama_model_load_from_file(file, llama_model_default_params());
        if (model_ == nullptr) {
            fail("the model cannot be loaded");
        }
        llama_context_params params = llama_context_default_params();
        params.n_seq_max = sequences + 1;
        params.n_ctx = (sequences + 1) * std::max(kContextTokens + kSteps, promptTokens);
        params.n_batch = std::max(512, promptTokens);
        params.n_ubatch = 512;
        params.n_threads = threads;
        params.n_threads_batch = threads;
        params.kv_unified = false;
        context_ = llama_init_from_model(model_, params);
        if (context_ == nullptr) {
            fail("no context");
        }
        vocabulary_ = llama_vocab_n_tokens(llama_model_get_vocab(model_));
        promptSequence_ = sequences;
        for (int sequence = 0; sequence < sequences; sequence++) {
            read(sequence, kContextTokens);
        }
    }

    double decode(int sequences) {
        auto start = std::chrono::steady_clock::now();
        for (int step = 0; step < kSteps; step++) {
            batch_.n_tokens = 0;
            for (int sequence = 0; sequence < sequences; sequence++) {
                add(sequence, kContextTokens + step, true);
            }
            run();
        }
        double rate = perSecond(start, sequences * kSteps);
        for (int sequence = 0; sequence < sequences; sequence++) {
            forget(sequence, kContextTokens);
        }
        return rate;
    }

    double prefill(int tokens) {
        forget(promptSequence_, 0);
        auto start = std::chrono::steady_clock::now();
        read(promptSequence_, tokens);
        return perSecond(start, tokens);
    }

private:
    using Start = std::chrono::steady_clock::time_point;

    static double perSecond(Start start, int tokens) {
        std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        return tokens / taken.count();
    }

    void read(int sequence, int tokens) {
        batch_.n_tokens = 0;
        for (int position = 0; position < tokens; position++) {
            add(sequence, position, position == tokens - 1);
        }
        run();
    }

    void add(int sequence, int position, bool wantsLogits) {
        int i = batch_.n_tokens++;
        batch_.token[i] = static_cast<llama_token>(random_() % vocabulary_);
        batch_.pos[i] = position;
        batch_.n_seq_id[i] = 1;
        batch_.seq_id[i][0] = sequence;
        batch_.logits[i] = wantsLogits ? 1 : 0;
    }

    void run() {
        if (llama_decode(context_, batch_) != 0) {
            fail("a pass failed");
        }
        llama_synchronize(context_);
    }

    void forget(int sequence, int from) {
        llama_memory_seq_rm(llama_get_memory(context_), sequence, from, -1);
    }

    llama_model* model_ = nullptr;
    llama_context* context_ = nullptr;
    llama_batch batch_;
    int vocabulary_ = 0;
    int promptSequence_ = 0;
    std::mt19937 random_{1};
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void print(const char* name, const std::vector<int>& sizes, std::map<int, std::vector<double>>& of) {
    std::printf("\"%s\":{", name);
    for (size_t i = 0; i < sizes.size(); i++) {
        std::printf("%s\"%d\":%.1f", i == 0 ? "" : ",", sizes[i], median(of[sizes[i]]));
    }
    std::printf("}");
}

void quantize(const char* from, const char* to) {
    llama_model_quantize_params params = llama_model_quantize_default_params();
    params.ftype = LLAMA_FTYPE_MOSTLY_Q4_0;
    params.allow_requantize = true;
    if (llama_model_quantize(from, to, &params) != 0) {
        fail("the model cannot be quantized");
    }
}

}  // namespace

int main(int argc, char** argv) {
    bool isQuantizing = argc == 4 && std::string(argv[1]) == "quantize";
    if (!isQuantizing && argc != 6) {
        fail("usage: llama_loop MODEL.gguf THREADS SEQUENCES PROMPTS ROUNDS");
    }
    llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
    llama_backend_init();
    if (isQuantizing) {
        quantize(argv[2], argv[3]);
        return 0;
    }
    std::vector<int> sequences = numbers(argv[3]);
    std::vector<int> prompts = numbers(argv[4]);
    int rounds = std::stoi(argv[5]);
    Loop loop(
        argv[1],
        std::stoi(argv[2]),
        *std::max_element(sequences.begin(), sequences.end()),
        *std::max_element(prompts.begin(), prompts.end()));
    std::map<int, std::vector<double>> decode;
    std::map<int, std::vector<double>> prefill;
    for (int round = 0; round <= rounds; round++) {
        for (int count : sequences) {
            double rate = loop.decode(count);
            if (round > 0) decode[count].push_back(rate);
        }
        for (int count : prompts) {
            double rate = loop.prefill(count);
            if (round > 0) prefill[count].push_back(rate);
        }
    }
    std::printf("{");
    print("decode", sequences, decode);
    std::printf(",");
    print("prefill", prompts, prefill);
    std::printf("}\n");
    return 0;
}
