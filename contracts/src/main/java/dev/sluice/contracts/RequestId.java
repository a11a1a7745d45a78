package dev.sluice.contracts;

import java.time.Instant;
import java.util.Optional;

/// The one id of a request: the completion's `id`, the `X-Request-Id` header, the Kafka key of
/// `results` and the audit's `requestId`.
///
/// Ids made here read `PREFIX-` (or `PREFIX_`) and 26 characters of Crockford base32, 128 bits:
///
/// ```
/// | accept time, ms since 1970: 48 | stream partition: 16 | random: 64 |
/// ```
///
/// so any gateway can reopen a stream by seeking, without an index. Any other text that passes
/// [Identifier#checked] is an id too (Connect and plain producers choose their own); it only cannot
/// be [located][#located].
public record RequestId(String value) implements Identifier {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int ENCODED_LENGTH = 26;
    private static final int PARTITION_MAX = 0xFFFF;

    public RequestId {
        Identifier.checked("request id", value);
    }

    /// Where a stream begins: its partition, and a time not after its first record.
    public record Location(int streamPartition, Instant acceptedAt) {}

    /// Makes an id that carries its own location. `random` must come from a strong generator: ids
    /// are guessed at otherwise. A prefix that ends with `_` stands as it is, another gets a `-`.
    public static RequestId create(
            String prefix, Instant acceptedAt, int streamPartition, long random) {
        if (streamPartition < 0 || streamPartition > PARTITION_MAX) {
            throw new IllegalArgumentException(
                    "stream partition is "
                            + streamPartition
                            + ", allowed are 0 to "
                            + PARTITION_MAX);
        }
        long high = (acceptedAt.toEpochMilli() << 16) | streamPartition;
        String separator = prefix.endsWith("_") ? "" : "-";
        return new RequestId(prefix + separator + encode(high, random));
    }

    /// The location inside an id that [#create] made; empty for any other id.
    public Optional<Location> located() {
        int start = value.length() - ENCODED_LENGTH;
        if (start < 1 || !isSeparator(value.charAt(start - 1)) || value.charAt(start) > '7') {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = start; i < value.length(); i++) {
            int digit = ALPHABET.indexOf(value.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | digit;
        }
        return Optional.of(
                new Location((int) (high & PARTITION_MAX), Instant.ofEpochMilli(high >>> 16)));
    }

    private static boolean isSeparator(char c) {
        return c == '-' || c == '_';
    }

    private static String encode(long high, long low) {
        char[] digits = new char[ENCODED_LENGTH];
        for (int i = ENCODED_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (low & 31));
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(digits);
    }

    @Override
    public String toString() {
        return value;
    }
}
