package dev.sluice.masking.fpe;

import dev.sluice.masking.detect.Checksums;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A Chinese resident ID of 18 characters: birth date and sequence number are encrypted together,
/// the region stays, the check character is worked out anew.
///
/// Why not digit by digit: of all eight-digit numbers one in two thousand is a date. So date and
/// sequence count as one number of eight digits, `days since 1900 · 1000 + sequence`.
final class ResidentIdForm implements NumberForm {

    private static final int LENGTH = 18;
    private static final int DATE_FROM = 6;
    private static final int DATE_TO = 14;
    private static final int CHECK_AT = 17;
    private static final int SEQUENCES = 1_000;

    private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2049, 12, 31);
    private static final long NUMBERS = (ChronoUnit.DAYS.between(FIRST, LAST) + 1) * SEQUENCES;

    @Override
    public Optional<String> encrypt(String value, UnaryOperator<String> permutation) {
        String compact = value.replace(" ", "").replace("-", "");
        return compact.length() == LENGTH
                ? rank(compact)
                        .map(rank -> encrypted(compact, rank, permutation))
                        .map(id -> spelt(value, id))
                : Optional.empty();
    }

    private static Optional<Long> rank(String id) {
        try {
            LocalDate date =
                    LocalDate.of(
                            Integer.parseInt(id, 6, 10, 10),
                            Integer.parseInt(id, 10, 12, 10),
                            Integer.parseInt(id, 12, DATE_TO, 10));
            long days = ChronoUnit.DAYS.between(FIRST, date);
            long rank = days * SEQUENCES + Integer.parseInt(id, DATE_TO, CHECK_AT, 10);
            return rank >= 0 && rank < NUMBERS ? Optional.of(rank) : Optional.empty();
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String encrypted(String id, long rank, UnaryOperator<String> permutation) {
        long next = rank;
        do {
            next = Long.parseLong(permutation.apply("%08d".formatted(next)));
        } while (next >= NUMBERS);
        LocalDate date = FIRST.plusDays(next / SEQUENCES);
        String number =
                "%s%04d%02d%02d%03d"
                        .formatted(
                                id.substring(0, DATE_FROM),
                                date.getYear(),
                                date.getMonthValue(),
                                date.getDayOfMonth(),
                                next % SEQUENCES);
        return "0123456789X"
                .chars()
                .mapToObj(check -> number + (char) check)
                .filter(Checksums::mod11Radix2)
                .findFirst()
                .orElseThrow();
    }

    /// With the separators of the original.
    private static String spelt(String value, String id) {
        StringBuilder spelt = new StringBuilder(value);
        int next = 0;
        for (int i = 0; i < value.length(); i++) {
            if (Character.isLetterOrDigit(value.charAt(i))) {
                spelt.setCharAt(i, id.charAt(next++));
            }
        }
        return spelt.toString();
    }
}
