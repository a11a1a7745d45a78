package dev.sluice.masking.detect;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Length of an IBAN by country, from the IBAN registry of ISO 13616.
final class IbanCountries {

    /// Length → countries.
    static final SortedMap<Integer, List<String>> BY_LENGTH = new TreeMap<>();

    static {
        Map.ofEntries(
                        Map.entry(15, "NO"),
                        Map.entry(16, "BE"),
                        Map.entry(18, "DK FI FK FO GL NL SD"),
                        Map.entry(19, "MK SI"),
                        Map.entry(20, "AT BA EE KZ LT LU MN XK"),
                        Map.entry(21, "CH HR LI LV"),
                        Map.entry(22, "BG BH CR DE GB GE IE ME RS VA"),
                        Map.entry(23, "AE GI IL IQ OM SO TL"),
                        Map.entry(24, "AD CZ ES MD PK RO SA SE SK TN VG"),
                        Map.entry(25, "LY PT ST"),
                        Map.entry(26, "IS TR"),
                        Map.entry(27, "BI DJ FR GR IT MC MR SM"),
                        Map.entry(28, "AL AZ BY CY DO GT HN HU LB NI PL SV"),
                        Map.entry(29, "BR EG PS QA UA"),
                        Map.entry(30, "JO KW MU YE"),
                        Map.entry(31, "MT SC"),
                        Map.entry(32, "LC"),
                        Map.entry(33, "RU"))
                .forEach((length, countries) ->
                        BY_LENGTH.put(length, List.of(countries.split(" "))));
    }

    private IbanCountries() {}
}
