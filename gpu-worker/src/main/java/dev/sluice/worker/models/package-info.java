/// The model store: which models there are, where they come from, and that what is loaded is what
/// was meant.
///
/// Purpose: catalogue, download, conversion through model-builder, verification, and the parsed
/// files of a model folder. Rim: files, network, JSON. Callers: the worker's start, `./sluice up`
/// and the `models` commands. Thread: any; an operation blocks its caller, and processes that share
/// a store take turns by a file lock.
@NullMarked
package dev.sluice.worker.models;

import org.jspecify.annotations.NullMarked;
