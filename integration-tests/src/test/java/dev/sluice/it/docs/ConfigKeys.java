package dev.sluice.it.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The configuration keys, read from the sources of the `@ConfigMapping` interfaces: a key's
/// comment is its documentation, and comments are in no class file.
///
/// Understands what the house style writes: one annotation a line, one property a line.
public final class ConfigKeys {
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"");
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");
    private static final Pattern PROPERTY =
            Pattern.compile("^    ([A-Z]?\\w+(?:<\\w+>)?) (\\w+)\\(\\);$");

    private ConfigKeys() {}

    /// `fallback` is the default as it is written; absent where there is none.
    public record ConfigKey(String name, String type, @Nullable String fallback, String about) {}

    public static List<ConfigKey> all() {
        var keys = new ArrayList<ConfigKey>();
        for (Path file : SourceFiles.product()) {
            Matcher prefix = PREFIX.matcher(SourceFiles.read(file));
            if (prefix.find()) {
                keys.addAll(keysIn(SourceFiles.read(file), prefix.group(1)));
            }
        }
        keys.sort(java.util.Comparator.comparing(ConfigKey::name));
        return keys;
    }

    private static List<ConfigKey> keysIn(String source, String prefix) {
        var keys = new ArrayList<ConfigKey>();
        var about = new ArrayList<String>();
        String fallback = null;
        for (String line : source.lines().toList()) {
            Matcher withDefault = DEFAULT.matcher(line);
            Matcher property = PROPERTY.matcher(line);
            if (line.strip().startsWith("///")) {
                about.add(line.strip().substring(3).strip());
            } else if (withDefault.find()) {
                fallback = withDefault.group(1);
            } else if (property.matches()) {
                String name = prefix + "." + kebab(property.group(2));
                String text = String.join(" ", about);
                keys.add(new ConfigKey(name, property.group(1), fallback, text));
                about.clear();
                fallback = null;
            } else if (!line.isBlank() && !line.strip().startsWith("@")) {
                about.clear();
            }
        }
        return keys;
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
