package dev.sluice.grammar.regex;

import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.regex.CharSet.Range;
import java.util.ArrayList;
import java.util.List;

/// The UTF-8 forms of a set of characters, as nodes. A range is cut until the bytes of its forms
/// are independent of each other: then one byte set per place says it all.
final class Utf8 {
    /// The last character of each length of form, 1 to 4 bytes.
    private static final int[] LAST = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

    private static final int[] LEAD = {0, 0xC0, 0xE0, 0xF0};
    private static final int CONTINUATION = 0x80;
    private static final int CONTINUATION_BITS = 6;

    private final ProgramBuilder builder;
    private final int next;
    private final List<Integer> ways = new ArrayList<>();
    private ByteSet single = ByteSet.NONE;

    private Utf8(ProgramBuilder builder, int next) {
        this.builder = builder;
        this.next = next;
    }

    /// Reads one character of the set, then goes on at `next`.
    static int emit(ProgramBuilder builder, CharSet set, int next) {
        Utf8 forms = new Utf8(builder, next);
        for (Range range : set.ranges()) {
            forms.addByLength(range.first(), range.last());
        }
        if (!forms.single.isEmpty()) {
            forms.ways.addFirst(builder.bytes(forms.single, next));
        }
        return builder.split(forms.ways);
    }

    private void addByLength(int first, int last) {
        int from = first;
        for (int length = 1; length <= LAST.length; length++) {
            int to = Math.min(last, LAST[length - 1]);
            if (from <= to) {
                add(from, to, length);
                from = to + 1;
            }
        }
    }

    private void add(int first, int last, int length) {
        for (int place = 1; place < length; place++) {
            int low = (1 << (CONTINUATION_BITS * place)) - 1;
            if ((first & ~low) != (last & ~low)) {
                if ((first & low) != 0) {
                    add(first, first | low, length);
                    add((first | low) + 1, last, length);
                    return;
                }
                if ((last & low) != low) {
                    add(first, (last & ~low) - 1, length);
                    add(last & ~low, last, length);
                    return;
                }
            }
        }
        addIndependent(first, last, length);
    }

    private void addIndependent(int first, int last, int length) {
        if (length == 1) {
            single = single.or(ByteSet.range(first, last));
            return;
        }
        int at = next;
        for (int place = 0; place < length; place++) {
            boolean isLead = place == length - 1;
            int base = isLead ? LEAD[length - 1] : CONTINUATION;
            int shift = CONTINUATION_BITS * place;
            int mask = isLead ? 0xFF : (1 << CONTINUATION_BITS) - 1;
            int from = base | ((first >> shift) & mask);
            int to = base | ((last >> shift) & mask);
            at = builder.bytes(ByteSet.range(from, to), at);
        }
        ways.add(at);
    }
}
