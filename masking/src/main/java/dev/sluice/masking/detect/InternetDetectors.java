package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Identifiers of the internet.
final class InternetDetectors {

    /// RFC 5321: at most 64 characters before `@`; the bound of every span (320) does for the 255
    /// behind it. A dot may stand anywhere in the local part: rejecting odd addresses would only
    /// let them through.
    static final Detector EMAIL =
            detector(EntityType.EMAIL, "email")
                    .head("A-Za-z0-9_", "A-Za-z0-9._%+\\-", 64)
                    .pattern(
                            "@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+"
                                    + "([A-Za-z]{2,}|xn\\-\\-[A-Za-z0-9\\-]+)")
                    .priority(70)
                    .samples(
                            "alice@example.com",
                            "a@b.co",
                            "first.last+tag@mail.example.co.uk",
                            "zhang_san@126.com",
                            "user@xn--fiqs8s.xn--fiqs8s",
                            "ａｌｉｃｅ＠ｅｘａｍｐｌｅ．ｃｏｍ",
                            "13812345678@qq.com")
                    .nearMisses(
                            "alice@example",
                            "alice at example.com",
                            "@example.com",
                            "pkg@4.17.21",
                            "a@b.c",
                            "x@-example.com",
                            "1 @ 2.50")
                    .build();

    static final List<Detector> ALL = List.of(EMAIL);

    private InternetDetectors() {}
}
