package dev.sluice.worker.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `loop` variable of one loop.
final class LoopState {
    private final List<Object> items;
    private int index;
    private @Nullable List<Object> lastChecked;

    LoopState(List<Object> items) {
        this.items = items;
    }

    void moveTo(int newIndex) {
        index = newIndex;
    }

    Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> items.size() - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            // Jinja2 counts only recursive loops, which are refused.
            case "depth" -> 1L;
            case "depth0" -> 0L;
            case "previtem" -> neighbour(index - 1);
            case "nextitem" -> neighbour(index + 1);
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> Undefined.attribute(this, name);
        };
    }

    private Object neighbour(int at) {
        return at < 0 || at >= items.size()
                ? new Undefined("the loop has no such item")
                : items.get(at);
    }

    private Object cycle(Arguments arguments) {
        List<Object> choices = arguments.positional();
        if (choices.isEmpty()) {
            throw new JinjaException("no items for cycling given");
        }
        return choices.get(index % choices.size());
    }

    private Object changed(Arguments arguments) {
        List<Object> now = arguments.positional();
        boolean isSame = lastChecked != null && Comparing.areEqual(lastChecked, now);
        lastChecked = now;
        return !isSame;
    }
}
