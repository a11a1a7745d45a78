package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Keys and tokens that open something. Most have no largest length; they are masked from the
/// character on that makes them certain.
final class SecretDetectors {

    private static final String BASE64URL = "[A-Za-z0-9_\\-]";

    /// RFC 7519: three or five parts in base64url. A first part that begins like a JSON object is
    /// taken for the rest.
    static final Detector JWT =
            detector(EntityType.JWT, "jwt")
                    .pattern("eyJ%1$s{14,}(\\.%1$s+){0,4}".formatted(BASE64URL))
                    .notAfter("A-Za-z0-9_\\-")
                    .openEnded()
                    .priority(95)
                    .samples(
                            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"
                                    + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
                            "eyJhbGciOiJub25lIn0.eyJqb2UiOjF9")
                    .nearMisses("eyJhbGciOiJIUzI1", "EYJHBGCIOIJIUZI1NIISINR5CCI6")
                    .build();

    /// Keys of services that give them a prefix of their own and no fixed length.
    static final Detector PREFIXED_KEY =
            detector(EntityType.API_KEY, "prefixed-key")
                    .pattern(
                            "sk\\-%1$s{20,}".formatted(BASE64URL),
                            "(sk|rk|pk)_(live|test)_[A-Za-z0-9]{16,}",
                            "gh[pousr]_[A-Za-z0-9]{36,}",
                            "github_pat_[A-Za-z0-9_]{22,}",
                            "glpat\\-%1$s{20,}".formatted(BASE64URL),
                            "xox[abeoprs]\\-[A-Za-z0-9\\-]{10,}",
                            "hf_[A-Za-z0-9]{30,}")
                    .notAfter("A-Za-z0-9_\\-")
                    .openEnded()
                    .priority(95)
                    .samples(
                            "sk-abcdefghijklmnopqrst",
                            "sk-proj-0123456789abcdefghijklmnop_QRSTUV-wxyz",
                            "sk_live_0123456789abcdef",
                            "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                            "github_pat_0123456789abcdefghijAB_cd",
                            "glpat-0123456789abcdefghij",
                            "xoxb-0123456789-abcdef",
                            "hf_0123456789abcdefghijABCDEFGHIJ")
                    .nearMisses(
                            "sk-short",
                            "task-0123456789abcdefghijklmn",
                            "ghp_short",
                            "sk_dev_0123456789abcdef",
                            "hf_model_name")
                    .build();

    /// Key identifiers of cloud providers, of fixed length or nearly so.
    static final Detector CLOUD_KEY =
            detector(EntityType.API_KEY, "cloud-key")
                    .pattern(
                            "(AKIA|ASIA)[0-9A-Z]{16}",
                            "AIza%s{35}".formatted(BASE64URL),
                            "LTAI[0-9A-Za-z]{12,26}",
                            "AKID[0-9A-Za-z]{32}")
                    .notAfter("A-Za-z0-9_")
                    .notBefore("A-Za-z0-9_")
                    .priority(95)
                    .samples(
                            "AKIAIOSFODNN7EXAMPLE",
                            "ASIAIOSFODNN7EXAMPLE",
                            "AIza0123456789abcdefghij-BCDEFGHIJ01234",
                            "LTAI0123456789abcdef",
                            "AKID0123456789abcdefghijABCDEFGHIJ01")
                    .nearMisses("AKIAIOSFODNN7", "AKIAIOSFODNN7EXAMPLES", "MAKIAIOSFODNN7EXAMPLE")
                    .build();

    private static final String KEY_LABEL = "([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?\\-{5}";

    /// RFC 7468 and its relatives, up to the end line or to the first character that no such key
    /// holds. A backslash counts as one: in JSON the line breaks are `\n`.
    static final Detector PRIVATE_KEY =
            detector(EntityType.PRIVATE_KEY, "private-key")
                    .pattern(
                            "\\-{5}BEGIN %1$s([A-Za-z0-9+/=\r\n\t :,.\\\\\\-]*&~(.*\\-{5}END %1$s.+))"
                                    .formatted(KEY_LABEL))
                    .openEnded()
                    .priority(99)
                    .samples(
                            "-----BEGIN PRIVATE KEY-----\nMIIBVQ==\n-----END PRIVATE KEY-----",
                            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIB\n"
                                    + "-----END RSA PRIVATE KEY-----",
                            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA",
                            "-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEE\\n"
                                    + "-----END EC PRIVATE KEY-----")
                    .nearMisses(
                            "-----BEGIN PUBLIC KEY-----",
                            "-----BEGIN CERTIFICATE-----",
                            "BEGIN PRIVATE KEY",
                            "-----BEGIN PRIVATE KEY")
                    .build();

    static final List<Detector> ALL = List.of(JWT, PREFIXED_KEY, CLOUD_KEY, PRIVATE_KEY);

    private SecretDetectors() {}
}
