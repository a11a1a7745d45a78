package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Addresses of crypto currencies.
final class CryptoDetectors {

    private static final String BASE58 = "[1-9A-HJ-NP-Za-km-z]";

    /// Bitcoin, Litecoin, Dogecoin, Tron and Ripple's neighbours: version byte, hash, checksum.
    static final Detector BASE58_ADDRESS =
            detector(EntityType.CRYPTO_ADDRESS, "base58-address")
                    .pattern("[13LMDT]%s{25,34}".formatted(BASE58))
                    .notAfter("A-Za-z0-9")
                    .notBefore("A-Za-z0-9")
                    .validator(Base58Check::accepts)
                    .priority(85)
                    .samples(
                            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
                            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
                    .nearMisses(
                            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                            "1A1zP1eP5QGefi2DMPTf",
                            "111111111111111111111111111")
                    .build();

    static final Detector BECH32_ADDRESS =
            detector(EntityType.CRYPTO_ADDRESS, "bech32-address")
                    .pattern(
                            "(bc|tb|ltc)1[ac-hj-np-z02-9]{11,71}",
                            "(BC|TB|LTC)1[AC-HJ-NP-Z02-9]{11,71}")
                    .notAfter("A-Za-z0-9")
                    .notBefore("A-Za-z0-9")
                    .validator(Base58Check::acceptsBech32)
                    .priority(85)
                    .samples(
                            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")
                    .nearMisses("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bc1q")
                    .build();

    static final Detector ETHEREUM_ADDRESS =
            detector(EntityType.CRYPTO_ADDRESS, "ethereum-address")
                    .pattern("0x[0-9a-fA-F]{40}")
                    .notAfter("A-Za-z0-9")
                    .notBefore("A-Za-z0-9")
                    .priority(85)
                    .samples("0x52908400098527886E0F7030069857D2E4169EE7")
                    .nearMisses(
                            "0x52908400098527886E0F7030069857D2E4169EE",
                            "0x52908400098527886E0F7030069857D2E4169EE7a")
                    .build();

    static final List<Detector> ALL = List.of(BASE58_ADDRESS, BECH32_ADDRESS, ETHEREUM_ADDRESS);

    private CryptoDetectors() {}
}
