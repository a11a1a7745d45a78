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
                            "hf_[A-Za-z0-9]{30,}",
                            "npm_[A-Za-z0-9]{36,}",
                            "pypi\\-%1$s{32,}".formatted(BASE64URL),
                            "SG\\.%1$s{20,}\\.%1$s{20,}".formatted(BASE64URL),
                            "dop_v1_[0-9a-f]{40,}",
                            "dapi[0-9a-f]{32,}",
                            "ya29\\.%1$s{30,}".formatted(BASE64URL),
                            "GOCSPX\\-%1$s{20,}".formatted(BASE64URL),
                            "shp(at|ca|pa|ss)_[0-9a-fA-F]{32,}",
                            "whsec_[A-Za-z0-9+/]{24,}",
                            "sq0(atp|csp)\\-%1$s{22,}".formatted(BASE64URL),
                            "bce\\-v3/ALTAK\\-[A-Za-z0-9/]{20,}",
                            "AKLT[A-Za-z0-9]{30,}",
                            "[0-9]{8,10}:AA%1$s{32,}".formatted(BASE64URL))
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
                            "hf_0123456789abcdefghijABCDEFGHIJ",
                            "npm_0123456789abcdefghijABCDEFGHIJ012345",
                            "SG.0123456789abcdefghijAB.0123456789abcdefghijABCDEFGHIJ",
                            "dop_v1_0123456789abcdef0123456789abcdef01234567",
                            "dapi0123456789abcdef0123456789abcdef",
                            "ya29.0123456789abcdefghijABCDEFGHIJ",
                            "GOCSPX-0123456789abcdefghij",
                            "shpat_0123456789abcdef0123456789abcdef",
                            "bce-v3/ALTAK-0123456789/abcdefghijkl",
                            "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
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

    /// Twilio's account and key identifiers, Slack's webhooks: a form of their own, no word needed.
    static final Detector SERVICE_KEY =
            detector(EntityType.API_KEY, "service-key")
                    .pattern(
                            "(AC|SK)[0-9a-f]{32}",
                            "key\\-[0-9a-f]{32}",
                            "[0-9a-f]{32}\\-us[0-9]{1,2}",
                            "T[A-Z0-9]{8,10}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24}")
                    .notAfter("A-Za-z0-9_")
                    .notBefore("A-Za-z0-9_")
                    .priority(94)
                    .samples(
                            "AC0123456789abcdef0123456789abcdef",
                            "key-0123456789abcdef0123456789abcdef",
                            "0123456789abcdef0123456789abcdef-us12",
                            "T01234567/B01234567/0123456789abcdefghijABCD")
                    .nearMisses(
                            "AC0123456789abcdef", "0123456789abcdef0123456789abcdef", "key-value")
                    .build();

    /// Twenty or more characters with a digit, directly behind `api key`, `Bearer` and the like.
    static final Detector KEY_BEHIND_WORD =
            detector(EntityType.API_KEY, "key-behind-word")
                    .pattern("[A-Za-z0-9._~+/=\\-]{20,100}&(.*[0-9].*)&(.*[A-Za-z].*)")
                    .notAfter("A-Za-z0-9._~+/=\\-")
                    .notBefore("A-Za-z0-9_~+/=\\-")
                    .behind(Contexts.API_KEY)
                    .priority(69)
                    .samples(
                            "Authorization: Bearer ⟦0123456789abcdefghij⟧",
                            "api_key: ⟦0123456789abcdefghijABCD⟧",
                            "密钥：⟦0123456789abcdefghij⟧",
                            "secret access key: ⟦wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟧")
                    .nearMisses(
                            "0123456789abcdefghij",
                            "api key: documentation-of-the-service",
                            "Bearer token")
                    .build();

    /// What stands directly behind `password:`, if it has a letter and something else.
    static final Detector PASSWORD =
            detector(EntityType.PASSWORD, "password")
                    .pattern(
                            "[!-~]{6,40}&(.*[A-Za-z].*)&(.*[0-9!#$%&*@^].*)&([A-Za-z0-9!#$%&*@\\^_.\\-]*)&(.*[^.])")
                    .notAfter("A-Za-z0-9_\\-")
                    .notBefore("A-Za-z0-9!#$%&*@\\^_\\-")
                    .behind(Contexts.PASSWORD)
                    .priority(45)
                    .samples("password: ⟦hunter2⟧", "密码是⟦Abc@12345⟧", "pwd: ⟦s3cret!x⟧")
                    .nearMisses("password: please", "hunter2", "密码是多少", "password 12345678")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    JWT,
                    PREFIXED_KEY,
                    CLOUD_KEY,
                    PRIVATE_KEY,
                    SERVICE_KEY,
                    KEY_BEHIND_WORD,
                    PASSWORD);

    private SecretDetectors() {}
}
