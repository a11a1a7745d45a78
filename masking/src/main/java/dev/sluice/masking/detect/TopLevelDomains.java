package dev.sluice.masking.detect;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Endings of host names, as alternatives of a pattern.
final class TopLevelDomains {

    private static final String GENERIC =
            "com org net edu gov mil int info biz name pro mobi travel jobs coop aero museum app"
                + " dev shop store online site website tech cloud space live news blog club xyz top"
                + " vip icu work ltd group design agency company email photo digital network"
                + " systems solutions services support academy center city world today life media"
                + " global ink wang ren example test";

    /// Country domains that are English words, or endings of files and of names in programs.
    private static final String AMBIGUOUS =
            "ad ai am an as at be by cc cd cs do gs hm id ie if in is it la lc md me mk ml mm mp ms"
                + " my no pl pm ps py re rs sc se sh so sr st sv tc td tf to tr ts tv us vc ws am"
                + " gd gl gg";

    /// Generic domains that are names in programs, or words: `user.name`, `done.today`.
    private static final String AMBIGUOUS_GENERIC =
            "name pro int jobs test example app dev shop store site website tech cloud space live"
                + " news blog club top work group design agency company email photo digital network"
                + " systems solutions services support academy center city world today life media"
                + " global ink online travel";

    /// Those that hardly anything else ends with.
    static final String UNAMBIGUOUS =
            alternatives(
                            Stream.concat(countries(), words(GENERIC)),
                            AMBIGUOUS + " " + AMBIGUOUS_GENERIC)
                    + "|COM|ORG|CN|(com?|net|org|gov|edu|ac)\\.("
                    + alternatives(countries(), "")
                    + ")";

    static final String ALL = alternatives(Stream.concat(countries(), words(GENERIC)), "");

    private TopLevelDomains() {}

    private static Stream<String> countries() {
        Stream<String> codes = Arrays.stream(Locale.getISOCountries());
        return Stream.concat(codes.map(code -> code.toLowerCase(Locale.ROOT)), words("uk eu su"));
    }

    private static Stream<String> words(String list) {
        return Arrays.stream(list.split(" "));
    }

    private static String alternatives(Stream<String> domains, String without) {
        String excluded = " " + without + " ";
        return domains.filter(domain -> !excluded.contains(" " + domain + " "))
                .sorted()
                .distinct()
                .collect(Collectors.joining("|"));
    }
}
