#!/usr/bin/env python3
"""Sluice's engine beside llama.cpp and a bare ONNX Runtime loop, on this machine, in one run.

    benchmarks/compare/compare.py [--threads 2] [--runs 3] [--json]

They take turns, a process each time, --runs times; a figure is the median of those. llama.cpp runs twice:
on the same file, and on Q4_0, its fastest format, made from the same weights.
Ratios are of figures of one run. Needs python3 with venv and pip, cmake and a C++ compiler; llama.cpp comes as the
source package of llama-cpp-python, through this machine's pip. What it builds stays in
$SLUICE_HOME/cache/compare. The model is the default one: the GGUF file for llama.cpp, Sluice's
conversion of it for the other two; `./sluice up` or `./sluice bench engine` fetches it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
ONNXRUNTIME = "onnxruntime==1.29.0"  # as in the root pom
LLAMA = "llama-cpp-python==0.3.36"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
MODEL = "smollm2-135m-instruct"
SEQUENCES = [1, 2, 4, 8, 16, 32]
PROMPTS = [128, 512]

# What Sluice must reach, as a multiple of the others by size.
BARS = {
    "bare loop": {"decode": dict.fromkeys(SEQUENCES, 0.95), "prefill": dict.fromkeys(PROMPTS, 0.95)},
    "llama.cpp": {
        "decode": {1: 1.0, 2: 1.6, 4: 2.0, 8: 2.0, 16: 2.0, 32: 2.0},
        "prefill": dict.fromkeys(PROMPTS, 3.0),
    },
    "llama.cpp Q4_0": {"decode": {size: 1.0 for size in SEQUENCES if size > 1}, "prefill": {}},
}


def main():
    arguments = parse_arguments()
    home = Path(os.environ.get("SLUICE_HOME", CHECKOUT / ".sluice"))
    models = home / "models"
    for needed in (models / GGUF, models / MODEL / "model.onnx"):
        if not needed.exists():
            sys.exit(f"{needed} is not there: run ./sluice bench engine first")
    work = home / "cache" / "compare"
    work.mkdir(parents=True, exist_ok=True)
    python = python_with_onnxruntime(work)
    llama = llama_loop(work)
    fastest = work / "fastest.gguf"
    if not fastest.exists():
        run([llama, "quantize", models / GGUF, fastest])
    sizes = [",".join(map(str, SEQUENCES)), ",".join(map(str, PROMPTS))]
    threads, rounds = str(arguments.threads), str(arguments.rounds)
    sluice = [CHECKOUT / "sluice", "bench", "engine", "--no-loop", "--json", "--threads", threads]
    commands = {
        "sluice": [*sluice, "--rounds", rounds, "--batches", sizes[0], "--prefill", sizes[1]],
        "bare loop": [python, HERE / "ort_loop.py", models / MODEL / "model.onnx", threads, *sizes, rounds],
        "llama.cpp": [llama, models / GGUF, threads, *sizes, rounds],
        "llama.cpp Q4_0": [llama, fastest, threads, *sizes, rounds],
    }
    runs = {name: [] for name in commands}
    for _ in range(arguments.runs):
        for name, command in commands.items():
            runs[name].append(last_line_of(command))
    report(runs, arguments.json)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each (default: all)")
    parser.add_argument("--runs", type=int, default=3, help="processes of each (default: 3)")
    parser.add_argument("--rounds", type=int, default=2, help="within a process (default: 2)")
    parser.add_argument("--json", action="store_true", help="print a line of JSON after the table")
    return parser.parse_args()


def python_with_onnxruntime(work):
    folder = work / "venv"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        run([python, "-m", "pip", "install", "-q", ONNXRUNTIME, "numpy"])
        (folder / "ready").touch()
    return python


def llama_loop(work):
    name, version = LLAMA.split("==")
    source = work / f"{name.replace('-', '_')}-{version}" / "vendor" / "llama.cpp"
    if not source.exists():
        run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name, "-d", work, LLAMA])
        with tarfile.open(next(work.glob(f"{name.replace('-', '_')}-{version}.tar.gz"))) as package:
            package.extractall(work, filter="data")
    build = work / "build"
    cache = build / "CMakeCache.txt"
    if cache.exists() and f"CMAKE_HOME_DIRECTORY:INTERNAL={HERE}\n" not in cache.read_text():
        shutil.rmtree(build)  # of another checkout, which cmake refuses to take over
    run(["cmake", "-S", HERE, "-B", build, f"-DLLAMA_SOURCE={source}", "-DCMAKE_BUILD_TYPE=Release"])
    run(["cmake", "--build", build, "--target", "llama_loop", "--parallel", str(os.cpu_count())])
    return build / "llama_loop"


def run(command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-4000:]}")


def last_line_of(command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def report(runs, with_json):
    print(f"{'tokens/s':<22}{'sluice':>9}" + "".join(f"{name:>16}{'ratio':>7}{'bar':>6}" for name in BARS))
    lines = {}
    for phase, sizes in (("decode", SEQUENCES), ("prefill", PROMPTS)):
        unit = "sequences" if phase == "decode" else "tokens"
        for size in sizes:
            rates = {name: median(r[phase][str(size)] for r in of) for name, of in runs.items()}
            ratios = {name: rates["sluice"] / rates[name] for name in BARS}
            print(
                f"{phase + ', ' + unit + ': ' + str(size):<22}{rates['sluice']:>9.1f}"
                + "".join(f"{rates[name]:>16.1f}{ratios[name]:>7.2f}{bar(name, phase, size):>6}" for name in BARS)
            )
            lines.setdefault(phase, {})[str(size)] = {
                **{json_name(name): rate for name, rate in rates.items()},
                **{"of_" + json_name(name): round(ratio, 3) for name, ratio in ratios.items()},
            }
    if with_json:
        print(json.dumps(lines))


def bar(name, phase, size):
    return BARS[name][phase].get(size, "")


def json_name(name):
    return name.lower().replace(" ", "_").replace(".", "_")


if __name__ == "__main__":
    main()
