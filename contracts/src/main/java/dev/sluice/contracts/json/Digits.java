package dev.sluice.contracts.json;

/// Decimal digits in ASCII bytes, without a string in between.
final class Digits {
    private Digits() {}

    static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    /// How many digits a number has that is not negative.
    static int count(int number) {
        int count = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }

    /// Writes the last `count` digits of a number that is not negative, with leading zeros.
    static void put(byte[] text, int at, int count, int number) {
        int rest = number;
        for (int to = at + count - 1; to >= at; to--) {
            text[to] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
