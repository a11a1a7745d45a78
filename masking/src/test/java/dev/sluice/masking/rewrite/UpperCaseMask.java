package dev.sluice.masking.rewrite;

import dev.sluice.masking.restore.Restored;
import java.util.Map;

/// A mask with behaviour that is easy to see: it holds back the last character, turns digits into
/// `#`, blocks at `!`, and gives the caller `you` for `@`.
final class UpperCaseMask implements AnswerMask {
    private String held = "";
    private int digits;
    private boolean blocked;

    @Override
    public Restored append(String text) {
        String all = held + text;
        blocked |= all.contains("!");
        if (blocked || all.isEmpty()) {
            return new Restored("", "");
        }
        held = all.substring(all.length() - 1);
        return show(all.substring(0, all.length() - 1));
    }

    @Override
    public Restored flush() {
        String rest = blocked ? "" : held;
        held = "";
        return show(rest);
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

    @Override
    public String seal(String eventId, String restored) {
        return "sealed " + eventId + " " + restored;
    }

    private Restored show(String text) {
        digits += (int) text.chars().filter(Character::isDigit).count();
        String masked = text.replaceAll("[0-9]", "#");
        return new Restored(masked, masked.replace("@", "you"));
    }
}
