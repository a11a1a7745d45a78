package dev.sluice.grammar.regex;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes an automaton over characters into a program, if need be as its product with a count of
/// characters. Used once.
final class RegexProgram {
    private static final int PLACE_COUNT_MAX = 20_000;

    private final ProgramBuilder builder;
    private final TextEncoding encoding;
    private final CharAutomaton automaton;
    private final int minLength;
    private final int maxLength;
    private final Map<Place, Integer> rules = new HashMap<>();
    private final ArrayDeque<Place> unwritten = new ArrayDeque<>();

    /// A state after so many characters; more than matter are not counted.
    private record Place(int state, int length) {}

    RegexProgram(
            ProgramBuilder builder,
            TextEncoding encoding,
            CharAutomaton automaton,
            int minLength,
            int maxLength) {
        this.builder = builder;
        this.encoding = encoding;
        this.automaton = automaton;
        this.minLength = minLength;
        this.maxLength = maxLength;
    }

    int emit(int next) {
        int start = rule(new Place(0, 0));
        while (!unwritten.isEmpty()) {
            Place place = unwritten.pop();
            builder.define(rule(place), ways(place, next));
        }
        return start;
    }

    private int ways(Place place, int next) {
        List<Integer> ways = new ArrayList<>();
        if (maxLength < 0 || place.length() < maxLength) {
            int length =
                    maxLength < 0 ? Math.min(place.length() + 1, minLength) : place.length() + 1;
            automaton
                    .arrows()
                    .get(place.state())
                    .forEach((target, set) ->
                            ways.add(encoding.emit(builder, set, rule(new Place(target, length)))));
        }
        if (automaton.accepting().get(place.state()) && place.length() >= minLength) {
            ways.add(next);
        }
        return builder.split(ways);
    }

    private int rule(Place place) {
        Integer known = rules.get(place);
        if (known != null) {
            return known;
        }
        if (rules.size() >= PLACE_COUNT_MAX) {
            throw GrammarException.tooLarge(
                    "",
                    "counting characters, its automaton has more than "
                            + PLACE_COUNT_MAX
                            + " states");
        }
        int rule = builder.rule();
        rules.put(place, rule);
        unwritten.push(place);
        return rule;
    }
}
