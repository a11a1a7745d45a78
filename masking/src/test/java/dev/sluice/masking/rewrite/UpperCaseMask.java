package dev.sluice.masking.rewrite;

import java.util.Map;

/// A mask with behaviour that is easy to see: it holds back the last character, turns digits into
/// `#`, and blocks at `!`.
final class UpperCaseMask implements TextMask {
    private String held = "";
    private int digits;
    private boolean blocked;

    @Override
    public String append(String text) {
        String all = held + text;
        blocked |= all.contains("!");
        if (blocked || all.isEmpty()) {
            return "";
        }
        held = all.substring(all.length() - 1);
        return show(all.substring(0, all.length() - 1));
    }

    @Override
    public String flush() {
        String rest = show(held);
        held = "";
        return blocked ? "" : rest;
    }

    @Override
    public int heldLength() {
        return held.length();
    }

    @Override
    public boolean isBlocked() {
        return blocked;
    }

    @Override
    public Map<String, Integer> findings() {
        return digits == 0 ? Map.of() : Map.of("DIGIT", digits);
    }

    private String show(String text) {
        digits += (int) text.chars().filter(Character::isDigit).count();
        return text.replaceAll("[0-9]", "#");
    }
}
