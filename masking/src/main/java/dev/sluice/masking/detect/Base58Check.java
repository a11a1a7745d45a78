package dev.sluice.masking.detect;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/// Checksums of addresses of crypto currencies.
final class Base58Check {

    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger RADIX = BigInteger.valueOf(ALPHABET.length());

    /// Version, 20 bytes of a hash, 4 of its checksum.
    private static final int BYTES = 25;

    private static final int CHECKSUM_BYTES = 4;

    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int BECH32_CONSTANT = 1;
    private static final int BECH32M_CONSTANT = 0x2bc830a3;

    private Base58Check() {}

    /// Base58Check: the last four bytes begin SHA-256(SHA-256(the rest)).
    static boolean accepts(String text) {
        byte[] bytes = decode(text);
        if (bytes.length != BYTES) {
            return false;
        }
        byte[] hash = sha256(sha256(Arrays.copyOf(bytes, BYTES - CHECKSUM_BYTES)));
        return Arrays.equals(hash, 0, CHECKSUM_BYTES, bytes, BYTES - CHECKSUM_BYTES, BYTES);
    }

    /// BIP 173 and BIP 350: a BCH code over the parts before and behind the last `1`.
    static boolean acceptsBech32(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int separator = lower.lastIndexOf('1');
        int check = 1;
        for (int i = 0; i < separator; i++) {
            check = bech32(check, lower.charAt(i) >> 5);
        }
        check = bech32(check, 0);
        for (int i = 0; i < separator; i++) {
            check = bech32(check, lower.charAt(i) & 31);
        }
        for (int i = separator + 1; i < lower.length(); i++) {
            check = bech32(check, BECH32.indexOf(lower.charAt(i)));
        }
        return check == BECH32_CONSTANT || check == BECH32M_CONSTANT;
    }

    private static int bech32(int check, int value) {
        int[] generators = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        int top = check >>> 25;
        int next = (check & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < generators.length; i++) {
            next ^= (top >>> i & 1) == 1 ? generators[i] : 0;
        }
        return next;
    }

    private static byte[] decode(String text) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            number =
                    number.multiply(RADIX)
                            .add(BigInteger.valueOf(ALPHABET.indexOf(text.charAt(i))));
        }
        int leadingZeros = 0;
        while (leadingZeros < text.length() && text.charAt(leadingZeros) == '1') {
            leadingZeros++;
        }
        byte[] magnitude = number.toByteArray();
        int skipped = magnitude[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[leadingZeros + magnitude.length - skipped];
        System.arraycopy(magnitude, skipped, bytes, leadingZeros, magnitude.length - skipped);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
