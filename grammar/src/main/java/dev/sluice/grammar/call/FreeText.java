package dev.sluice.grammar.call;

import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.ProgramBuilder;
import java.util.ArrayList;
import java.util.List;

/// Any bytes up to a tag, as the automaton of Knuth, Morris and Pratt (1977): one state for each
/// number of the tag's bytes that the text ends with.
///
/// Bytes and not characters: what a model says outside of calls is nobody's to judge, and with one
/// stack a step costs a look into a table.
final class FreeText {
    private final ProgramBuilder builder;
    private final byte[] tag;

    /// `tag` is not empty.
    FreeText(ProgramBuilder builder, byte[] tag) {
        this.builder = builder;
        this.tag = tag.clone();
    }

    /// Goes on at `behindTag` where the tag has come, and may go on at `end` anywhere before.
    int emit(int behindTag, int end) {
        int[] states = new int[tag.length + 1];
        for (int matched = 0; matched < tag.length; matched++) {
            states[matched] = builder.rule();
        }
        states[tag.length] = behindTag;
        for (int matched = 0; matched < tag.length; matched++) {
            builder.define(states[matched], ways(matched, states, end));
        }
        return states[0];
    }

    private int ways(int matched, int[] states, int end) {
        List<Integer> ways = new ArrayList<>();
        ByteSet others = ByteSet.NONE;
        for (int value = 0; value <= 255; value++) {
            int longest = longestEnd(matched, (byte) value);
            if (longest == 0) {
                others = others.or(ByteSet.of(value));
            } else {
                ways.add(builder.oneByte(value, states[longest]));
            }
        }
        ways.add(builder.bytes(others, states[0]));
        ways.add(end);
        return builder.split(ways);
    }

    /// The length of the tag's longest beginning that `matched` bytes of it and one more end with.
    private int longestEnd(int matched, byte value) {
        for (int length = matched + 1; length > 0; length--) {
            if (tag[length - 1] == value && isEndOf(length - 1, matched)) {
                return length;
            }
        }
        return 0;
    }

    private boolean isEndOf(int length, int matched) {
        for (int i = 0; i < length; i++) {
            if (tag[i] != tag[matched - length + i]) {
                return false;
            }
        }
        return true;
    }
}
