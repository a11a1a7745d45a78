package dev.sluice.worker.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/// `value[start:stop:step]` and `value[index]` with Python's rules: negative numbers count from the
/// end, bounds outside the value are cut to it.
final class Slices {
    private Slices() {}

    static Object slice(Object value, Object start, Object stop, Object step, Budget budget) {
        return switch (value) {
            case Text text -> sliceText(text, start, stop, step, budget);
            case Tuple tuple -> new Tuple(sliceList(tuple.items(), start, stop, step));
            case List<?> list -> sliceList(list, start, stop, step);
            case Undefined missing -> throw missing.failure();
            default -> throw new JinjaException(Values.typeName(value) + " cannot be sliced");
        };
    }

    private static Text sliceText(
            Text text, Object start, Object stop, Object step, Budget budget) {
        Range range = Range.of(start, stop, step, (int) Values.length(text));
        if (range.step() == 1) {
            int from = text.value().offsetByCodePoints(0, range.start());
            int to = text.value().offsetByCodePoints(from, range.count());
            return text.substring(from, to);
        }
        TextBuilder out = new TextBuilder(budget);
        for (Object character : sliceList(Texts.characters(text), start, stop, step)) {
            out.append(Values.requireText(character, "slice"));
        }
        return out.toText();
    }

    private static List<Object> sliceList(List<?> list, Object start, Object stop, Object step) {
        Range range = Range.of(start, stop, step, list.size());
        List<Object> items = new ArrayList<>(range.count());
        for (int i = 0; i < range.count(); i++) {
            items.add(list.get(range.start() + i * range.step()));
        }
        return items;
    }

    static Object item(Object value, long index) {
        long length = Values.length(value);
        long at = index < 0 ? index + length : index;
        if (at < 0 || at >= length) {
            return Undefined.item(value);
        }
        return switch (value) {
            case Text text -> character(text, (int) at);
            case Tuple tuple -> tuple.items().get((int) at);
            case List<?> list -> list.get((int) at);
            default -> Undefined.item(value);
        };
    }

    private static Text character(Text text, int index) {
        int from = text.value().offsetByCodePoints(0, index);
        return text.substring(from, text.value().offsetByCodePoints(from, 1));
    }

    /// Which items a slice takes: `count` of them from `start` on, `step` apart.
    private record Range(int start, int count, int step) {
        static Range of(Object start, Object stop, Object step, int length) {
            int by = step instanceof None ? 1 : Numbers.requireInt(step, "step");
            if (by == 0) {
                throw new JinjaException("slice step is 0");
            }
            int low = by > 0 ? 0 : -1;
            int high = by > 0 ? length : length - 1;
            int from = bound(start, by > 0 ? low : high, low, high, length);
            int to = bound(stop, by > 0 ? high : low, low, high, length);
            long distance = by > 0 ? (long) to - from : (long) from - to;
            long width = Math.abs((long) by);
            return new Range(from, (int) Math.max(0, (distance + width - 1) / width), by);
        }

        private static int bound(Object given, int omitted, int low, int high, int length) {
            if (given instanceof None) {
                return omitted;
            }
            long index = Numbers.requireInt(given, "slice");
            return Math.clamp(index < 0 ? index + length : index, low, high);
        }
    }
}
