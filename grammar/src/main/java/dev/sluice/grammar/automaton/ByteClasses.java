package dev.sluice.grammar.automaton;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The coarsest partition of the byte values that every set of a program is a union of.
final class ByteClasses {
    private static final int BYTE_COUNT = 256;

    private final byte[] classOfByte = new byte[BYTE_COUNT];
    private final int count;

    ByteClasses(ByteSet[] sets) {
        Set<ByteSet> distinct = new HashSet<>(List.of(sets));
        int[] classes = new int[BYTE_COUNT];
        int classCount = 1;
        for (ByteSet set : distinct) {
            classCount = refine(classes, set);
        }
        count = classCount;
        for (int value = 0; value < BYTE_COUNT; value++) {
            classOfByte[value] = (byte) classes[value];
        }
    }

    int count() {
        return count;
    }

    int of(int value) {
        return classOfByte[value] & 0xFF;
    }

    /// The lowest byte of each class.
    int[] representatives() {
        List<Integer> found = new ArrayList<>();
        for (int value = 0; value < BYTE_COUNT; value++) {
            if (of(value) == found.size()) {
                found.add(value);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Tells apart, within each class, those in the set from those outside. Classes keep the order
    /// of their lowest bytes.
    private static int refine(int[] classes, ByteSet set) {
        Map<Integer, Integer> renamed = new HashMap<>();
        for (int value = 0; value < BYTE_COUNT; value++) {
            int former = 2 * classes[value] + (set.contains(value) ? 1 : 0);
            Integer name = renamed.get(former);
            if (name == null) {
                name = renamed.size();
                renamed.put(former, name);
            }
            classes[value] = name;
        }
        return renamed.size();
    }
}
