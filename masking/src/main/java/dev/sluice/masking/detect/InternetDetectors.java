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

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    /// No `0.…` and no `127.…`: they are nobody's.
    private static final String FIRST_OCTET =
            "(25[0-5]|2[0-4][0-9]|1[013-9][0-9]|12[0-689]|[1-9][0-9]?)";

    static final Detector IPV4 =
            detector(EntityType.IP_ADDRESS, "ipv4")
                    .pattern("%1$s(\\.%2$s){3}".formatted(FIRST_OCTET, OCTET))
                    .notAfter("0-9.vV")
                    .notBefore("0-9")
                    .priority(50)
                    .samples("192.168.1.1", "8.8.8.8", "255.255.255.255", "10.218.6.131")
                    .nearMisses(
                            "127.0.0.1",
                            "0.0.0.0",
                            "256.1.1.1",
                            "1.2.3",
                            "1.2.3.400",
                            "v1.2.3.4",
                            "01.2.3.4")
                    .build();

    private static final String GROUP = "[0-9A-Fa-f]{1,4}";

    /// Eight groups, or fewer around one `::`; with a digit, so that `abc::def` is a name in a
    /// program. A letter beside it makes it a part of one, too.
    static final Detector IPV6 =
            detector(EntityType.IP_ADDRESS, "ipv6")
                    .pattern("(%s)&(.*[0-9].*)".formatted(ipv6Forms()))
                    .notAfter("0-9A-Za-z:.")
                    .notBefore("0-9A-Za-z:")
                    .priority(50)
                    .samples(
                            "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
                            "d80:e4b5:79da:6cf6:71f3:51f7:9161:c319",
                            "2001:db8::1",
                            "fe80::1",
                            "2001:db8:1:2:3:4:5::")
                    .nearMisses(
                            "::1",
                            "::",
                            "12:30:45",
                            "std::vector",
                            "abc::def",
                            "2001:db8::1::2",
                            "1:2:3:4:5:6:7")
                    .build();

    static final Detector MAC =
            detector(EntityType.MAC_ADDRESS, "mac")
                    .pattern(
                            "%1$s(:%1$s){5}|%1$s(\\-%1$s){5}|%1$s{2}(\\.%1$s{2}){2}"
                                    .formatted("([0-9A-Fa-f]{2})"))
                    .notAfter("0-9A-Za-z:\\-")
                    .notBefore("0-9A-Za-z:\\-")
                    .priority(55)
                    .samples("00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7", "001b.4411.3ab7")
                    .nearMisses(
                            "00:1B:44:11:3A",
                            "00:1B:44:11:3A:B7:00",
                            "00:1B-44:11-3A:B7",
                            "00:1G:44:11:3A:B7")
                    .build();

    /// With a scheme and a host that has a dot in it, up to the last character that is not the
    /// punctuation of the sentence around it. `localhost` is nobody's.
    static final Detector URL =
            detector(EntityType.URL, "url")
                    .pattern(
                            "(%1$s)://(%2$s+(:%2$s*)?@)?%3$s(:[0-9]{1,5})?([/?#](%4$s*%5$s)?)*"
                                    .formatted(
                                            "[hH][tT][tT][pP][sS]?|[fF][tT][pP]|[wW][sS][sS]?",
                                            "[A-Za-z0-9._~%!$&*+\\-]",
                                            "([A-Za-z0-9_\\-]+\\.)+[A-Za-z]{2,}",
                                            "[A-Za-z0-9\\-._~:/?#@!$&'()*+,;=%]",
                                            "[A-Za-z0-9\\-_~/#@$&*+=%]"))
                    .notAfter("A-Za-z0-9")
                    .openEnded()
                    .priority(71)
                    .samples(
                            "http://www.lacrosseproperties.si/",
                            "https://example.com",
                            "HTTPS://Example.com/a/b?c=d&e=f#g",
                            "ftp://files.example.org:2121/x.zip",
                            "https://user:secret@example.com/",
                            "http://xn--fsqu00a.example/")
                    .nearMisses(
                            "http://",
                            "http://localhost:8080/x",
                            "https:/example",
                            "http://example",
                            "http://10.0.0.1",
                            "xhttp://")
                    .build();

    /// Credentials in the address of a database or a broker.
    static final Detector CREDENTIAL_URL =
            detector(EntityType.URL, "credential-url")
                    .pattern(
                            "(%1$s)://%2$s*:%3$s+@%2$s[A-Za-z0-9._~:/?&=,%%\\-]*"
                                    .formatted(
                                            "postgres(ql)?|mysql|mariadb|mongodb(\\+srv)?|rediss?|amqps?"
                                                + "|mqtts?|nats|kafka|ldaps?|smtps?|imaps?|sftp|ssh",
                                            "[A-Za-z0-9._~%\\-]",
                                            "[^ \t\r\n@/\"'<>]"))
                    .notAfter("A-Za-z0-9")
                    .openEnded()
                    .priority(72)
                    .samples(
                            "postgres://app:s3cret@db.internal:5432/app",
                            "mongodb+srv://u:p@cluster0.example.net/x",
                            "redis://:pw@10.0.0.5:6379")
                    .nearMisses("postgres://db.internal:5432/app", "redis://localhost")
                    .build();

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9\\-]*[A-Za-z0-9])?";

    /// A host name without a scheme, under a top-level domain that is neither an English word nor
    /// the ending of a file. The dot behind it is the sentence's, if nothing follows.
    static final Detector DOMAIN =
            detector(EntityType.DOMAIN, "domain")
                    .pattern(
                            "(%s\\.)+(%s)\\.?".formatted(LABEL, TopLevelDomains.UNAMBIGUOUS),
                            "[wW]{3}\\.(%s\\.)+[A-Za-z]{2,24}\\.?".formatted(LABEL))
                    .core(InternetDetectors::withoutDot)
                    .notAfter("A-Za-z0-9@._\\-/\\\\$%&=+")
                    .notBefore("A-Za-z0-9@._\\-(")
                    .scored(0.6)
                    .raisedTo(0.9, Contexts.WEBSITE)
                    .priority(40)
                    .samples(
                            "example.com",
                            "⟦www.example.co.uk⟧.",
                            "mail.example.org",
                            "www.zhihu.com",
                            "beian.miit.gov.cn",
                            "marketgadgets.co.za")
                    .nearMisses(
                            "main.py",
                            "Node.js",
                            "done.It",
                            "java.net.URI",
                            "console.info(",
                            "e.g.",
                            "README.md",
                            "com.example.Main",
                            "3.14")
                    .build();

    /// The same under any country's domain, where a word tells.
    static final Detector DOMAIN_BEHIND_WORD =
            detector(EntityType.DOMAIN, "domain-behind-word")
                    .pattern("(%s\\.)+(%s)\\.?".formatted(LABEL, TopLevelDomains.ALL))
                    .core(InternetDetectors::withoutDot)
                    .notAfter("A-Za-z0-9@._\\-")
                    .notBefore("A-Za-z0-9@._\\-(")
                    .behind(Contexts.WEBSITE)
                    .priority(41)
                    .samples("website: ⟦acme.io⟧", "网址：⟦abc.me⟧", "my site is ⟦x1.ly⟧.")
                    .nearMisses("acme.is", "website v1.2", "site e.g")
                    .build();

    static final List<Detector> ALL =
            List.of(EMAIL, IPV4, IPV6, MAC, URL, CREDENTIAL_URL, DOMAIN, DOMAIN_BEHIND_WORD);

    private InternetDetectors() {}

    private static int withoutDot(String folded) {
        return folded.endsWith(".") ? folded.length() - 1 : folded.length();
    }

    /// Up to seven groups with the `::` behind the first `n` of them, or eight without. Not at the
    /// very front: the loopback `::1` is nobody's, and hardly any other address begins so.
    private static String ipv6Forms() {
        StringBuilder forms = new StringBuilder("%1$s(:%1$s){7}".formatted(GROUP));
        for (int before = 1; before <= 7; before++) {
            String head = "|%1$s(:%1$s){%2$d}::".formatted(GROUP, before - 1);
            forms.append(head);
            if (before < 7) {
                forms.append("(%1$s(:%1$s){0,%2$d})?".formatted(GROUP, 6 - before));
            }
        }
        return forms.toString();
    }
}
