package dev.sluice.grammar.schema;

import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.regex.CharSet;
import dev.sluice.grammar.regex.TextEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Property names that are none of some given ones: along the trie of those, and off it anything.
/// Each name has one form, so an escape is no way round.
final class OtherNames {
    private final ProgramBuilder builder;
    private final TextEncoding encoding;
    private final List<String> taken;

    OtherNames(ProgramBuilder builder, TextEncoding encoding, List<String> taken) {
        this.builder = builder;
        this.encoding = encoding;
        this.taken = taken;
    }

    int emit(int next) {
        int free = builder.rule();
        builder.define(free, builder.split(encoding.emit(builder, CharSet.ALL, free), next));
        List<int[]> names = taken.stream().map(name -> name.codePoints().toArray()).toList();
        return along(names, 0, free, next);
    }

    /// After the first `from` characters, which all of these names have in common.
    private int along(List<int[]> names, int from, int free, int next) {
        TreeMap<Integer, List<int[]>> byFirst = new TreeMap<>();
        boolean isTaken = false;
        CharSet elsewhere = CharSet.ALL;
        for (int[] name : names) {
            if (name.length == from) {
                isTaken = true;
            } else {
                byFirst.computeIfAbsent(name[from], _ -> new ArrayList<>()).add(name);
                elsewhere = elsewhere.minus(CharSet.of(name[from]));
            }
        }
        List<Integer> ways = new ArrayList<>();
        ways.add(encoding.emit(builder, elsewhere, free));
        for (Map.Entry<Integer, List<int[]>> entry : byFirst.entrySet()) {
            int after = along(entry.getValue(), from + 1, free, next);
            ways.add(encoding.emit(builder, CharSet.of(entry.getKey()), after));
        }
        if (!isTaken) {
            ways.add(next);
        }
        return builder.split(ways);
    }
}
