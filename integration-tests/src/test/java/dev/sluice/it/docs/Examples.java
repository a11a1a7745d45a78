package dev.sluice.it.docs;

import dev.sluice.it.mesh.Checkout;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The code of `docs/examples.md`, by section.
public final class Examples {
    private static final String DOCUMENT = "docs/examples.md";
    private static final Pattern SECTION =
            Pattern.compile("^## (.+?)$(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CODE =
            Pattern.compile("^```\\w*\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private Examples() {}

    /// The section's blocks of code, one behind the other.
    public static String codeOf(String section) {
        String document = SourceFiles.read(Checkout.root().resolve(DOCUMENT));
        String text =
                SECTION.matcher(document)
                        .results()
                        .filter(found -> found.group(1).equals(section))
                        .map(found -> found.group(2))
                        .findFirst()
                        .orElseThrow(
                                () -> new AssertionError(DOCUMENT + " has no section " + section));
        return CODE.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.joining("\n"));
    }

    public static List<String> sections() {
        return SECTION.matcher(SourceFiles.read(Checkout.root().resolve(DOCUMENT)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
