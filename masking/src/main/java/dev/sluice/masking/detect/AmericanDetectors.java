package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Identifiers of the United States.
final class AmericanDetectors {

    /// Area, group and serial number with separators: nine bare digits are anything. What the
    /// Social Security Administration never assigns is not one.
    static final Detector SSN =
            detector(EntityType.US_SSN, "us-ssn")
                    .pattern(ssn("\\-") + "|" + ssn(" "))
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .priority(65)
                    .samples("078-05-1120", "308 63 0237", "899-99-9999", "665-01-0001")
                    .nearMisses(
                            "000-12-3456",
                            "666-12-3456",
                            "900-12-3456",
                            "123-00-4567",
                            "123-45-0000",
                            "123-45 6789",
                            "123456789",
                            "1123-45-6789",
                            "123-45-67890")
                    .build();

    static final List<Detector> ALL = List.of(SSN);

    private AmericanDetectors() {}

    private static String ssn(String separator) {
        String area = "((00[1-9]|0[1-9][0-9]|[1-57-8][0-9]{2}|6[0-57-9][0-9]|66[0-57-9]))";
        String group = "(0[1-9]|[1-9][0-9])";
        String serial = "([0-9]{4}&~(0000))";
        return area + separator + group + separator + serial;
    }
}
