package dev.sluice.grammar.automaton;

/// Inside a JSON string, between two characters.
///
/// @param leftCount characters that it may still get; [ProgramBuilder#UNBOUNDED] for any number
public record TextPlace(int leftCount) {}
