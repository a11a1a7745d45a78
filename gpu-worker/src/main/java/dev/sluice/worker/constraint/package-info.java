/// Keeps an answer within a grammar: says which tokens may come next, so that no other is ever
/// sampled.
///
/// [VocabularyTrie] is made once per tokenizer, a [TokenAutomaton] once per grammar, on the intake
/// thread; an [AnswerConstraint] belongs to one sequence and to the engine thread. Pure: the same
/// tokens lead to the same mask, whoever asked before.
@NullMarked
package dev.sluice.worker.constraint;

import org.jspecify.annotations.NullMarked;
