package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which rules lead to which others before they have read a byte. A circle of them would be looked
/// for an end in forever.
final class SelfReferences {
    private final Map<String, Set<String>> direct = new TreeMap<>();

    void add(String rule, String reference) {
        direct.computeIfAbsent(rule, _ -> new LinkedHashSet<>()).add(reference);
    }

    void refuseCycles() {
        for (String rule : direct.keySet()) {
            if (reaches(rule, rule, new HashSet<>())) {
                throw GrammarException.invalid(
                        References.pathOf(rule), "refers to itself with nothing in between");
            }
        }
    }

    private boolean reaches(String from, String goal, Set<String> seen) {
        for (String next : direct.getOrDefault(from, Set.of())) {
            if (next.equals(goal) || (seen.add(next) && reaches(next, goal, seen))) {
                return true;
            }
        }
        return false;
    }
}
