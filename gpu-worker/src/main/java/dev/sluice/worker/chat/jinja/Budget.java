package dev.sluice.worker.chat.jinja;

import java.util.Collection;

/// What a rendering has left of its [RenderLimits]. Owned by one rendering, one thread.
final class Budget {
    private final RenderLimits limits;
    private long textCharCount;
    private long stepCount;
    private int depth;

    Budget(RenderLimits limits) {
        this.limits = limits;
    }

    /// Asked before the characters exist, so that a doubling string fails before it fills memory.
    void spendText(long charCount) {
        textCharCount += charCount;
        if (textCharCount > limits.textCharCountMax()) {
            throw new JinjaException(
                    "the template builds more than "
                            + limits.textCharCountMax()
                            + " characters of text");
        }
    }

    /// Asked before a text grows to `length`.
    void requireLength(long length) {
        if (length > limits.textLengthMax()) {
            throw new JinjaException(
                    "the template builds a text longer than "
                            + limits.textLengthMax()
                            + " characters");
        }
    }

    /// Going through a value costs an eighth of building it.
    void spendScan(Object value) {
        switch (value) {
            case Text text -> spendText(text.length() >> 3);
            case Collection<?> items -> spendSteps(items.size() >> 3);
            default -> {}
        }
    }

    void spendSteps(long count) {
        stepCount += count;
        if (stepCount > limits.stepCountMax()) {
            throw new JinjaException(
                    "the template needs more than " + limits.stepCountMax() + " loop steps");
        }
    }

    void enter() {
        if (depth >= limits.depthMax()) {
            throw new JinjaException(
                    "expressions and macro calls nest deeper than " + limits.depthMax());
        }
        depth++;
    }

    void leave() {
        depth--;
    }
}
