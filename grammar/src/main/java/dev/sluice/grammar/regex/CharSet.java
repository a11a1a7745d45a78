package dev.sluice.grammar.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A set of Unicode characters (scalar values: no halves of surrogate pairs), as ranges in
/// ascending order with gaps between them.
public record CharSet(List<Range> ranges) {
    private static final int LAST = 0x10FFFF;
    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;

    public static final CharSet NONE = new CharSet(List.of());

    /// Every character.
    public static final CharSet ALL =
            new CharSet(
                    List.of(
                            new Range(0, FIRST_SURROGATE - 1),
                            new Range(LAST_SURROGATE + 1, LAST)));

    /// Both ends belong to it.
    public record Range(int first, int last) {}

    public CharSet {
        ranges = List.copyOf(ranges);
    }

    public static CharSet of(int character) {
        return range(character, character);
    }

    /// Both ends belong to it, surrogates between them do not.
    public static CharSet range(int first, int last) {
        return ALL.and(List.of(new Range(first, last)));
    }

    public static CharSet ofAll(String characters) {
        CharSet all = NONE;
        for (int character : characters.codePoints().toArray()) {
            all = all.or(of(character));
        }
        return all;
    }

    public CharSet or(CharSet other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort(Comparator.comparingInt(Range::first));
        List<Range> merged = new ArrayList<>();
        for (Range range : all) {
            Range before = merged.isEmpty() ? null : merged.getLast();
            if (before != null && range.first() <= before.last() + 1) {
                int last = Math.max(before.last(), range.last());
                merged.set(merged.size() - 1, new Range(before.first(), last));
            } else {
                merged.add(range);
            }
        }
        return new CharSet(merged);
    }

    public CharSet and(CharSet other) {
        return and(other.ranges);
    }

    private CharSet and(List<Range> others) {
        List<Range> common = new ArrayList<>();
        for (Range own : ranges) {
            for (Range other : others) {
                int first = Math.max(own.first(), other.first());
                int last = Math.min(own.last(), other.last());
                if (first <= last) {
                    common.add(new Range(first, last));
                }
            }
        }
        common.sort(Comparator.comparingInt(Range::first));
        return new CharSet(common);
    }

    public CharSet not() {
        List<Range> gaps = new ArrayList<>();
        int from = 0;
        for (Range range : ranges) {
            if (range.first() > from) {
                gaps.add(new Range(from, range.first() - 1));
            }
            from = range.last() + 1;
        }
        if (from <= LAST) {
            gaps.add(new Range(from, LAST));
        }
        return ALL.and(gaps);
    }

    public CharSet minus(CharSet other) {
        return and(other.not());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(int character) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (character < range.first()) {
                high = middle - 1;
            } else if (character > range.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
