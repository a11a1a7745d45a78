package dev.sluice.masking.restore;

import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.detect.Detector.Boundaries;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.transform.LookAlike;
import dev.sluice.masking.transform.OwnName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What has the form of a pseudonym, in every spelling that a [Restorer] turns back.
public final class PseudonymForm {
    /// Above all others: whatever else it might be, it is not shown.
    private static final int PRIORITY = 100;

    private static final String OPEN = "(\\\\?\\<|\\&lt;|\\\\u003[cC])";
    private static final String CLOSE = "(\\\\?\\>|\\&gt;|\\\\u003[eE])";
    private static final String UNDERSCORE = "\\\\?_";

    /// With a digit somewhere, as all tokens have, so that `<email_addresses>` stays a tag.
    private static final String TOKEN = "([0-9A-Za-z]{8,64}&(.*[0-9].*))";

    private PseudonymForm() {}

    /// Finds what looks like a pseudonym of one of these types.
    public static Detector lookAlikes(Collection<EntityType> types) {
        return Detector.of(
                LookAlike.TYPE,
                "pseudonym-look-alike",
                new Boundaries("", ""),
                PRIORITY,
                OPEN + anyOf(types, PseudonymForm::inAnyCase) + UNDERSCORE + TOKEN + CLOSE);
    }

    /// Finds what is written exactly as this mesh writes pseudonyms and hashes of these types.
    public static Detector ownNames(
            Collection<EntityType> pseudonyms, Collection<EntityType> hashes) {
        List<String> forms = new ArrayList<>();
        if (!pseudonyms.isEmpty()) {
            forms.add(
                    "\\<%s_[0-9a-z]{%d}\\>"
                            .formatted(
                                    anyOf(pseudonyms, UnaryOperator.identity()),
                                    ConversationKeys.PSEUDONYM_LENGTH));
        }
        if (!hashes.isEmpty()) {
            forms.add(
                    "\u2039%s\\#[0-9a-z]{%d}\u203a"
                            .formatted(
                                    anyOf(hashes, UnaryOperator.identity()),
                                    ConversationKeys.HASH_LENGTH));
        }
        return Detector.of(
                OwnName.TYPE,
                "own-name",
                new Boundaries("", ""),
                PRIORITY,
                String.join("|", forms));
    }

    private static String anyOf(Collection<EntityType> types, UnaryOperator<String> spelling) {
        return types.stream()
                .sorted()
                .map(type -> spelling.apply(type.name()))
                .collect(Collectors.joining("|", "(", ")"));
    }

    private static String inAnyCase(String name) {
        return name.chars().mapToObj(c -> inAnyCase((char) c)).collect(Collectors.joining());
    }

    private static String inAnyCase(char c) {
        if (c == '_') {
            return UNDERSCORE;
        }
        char lower = Character.toLowerCase(c);
        return lower == c ? String.valueOf(c) : "[" + c + lower + "]";
    }
}
