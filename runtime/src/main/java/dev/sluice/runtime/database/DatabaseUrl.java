package dev.sluice.runtime.database;

/// A JDBC URL of one of the two databases, and what follows from it.
record DatabaseUrl(String text, String driver, boolean isEmbedded) {
    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /// `key` is the configuration key that the text comes from.
    static DatabaseUrl of(String key, String text) {
        if (text.startsWith(H2)) {
            return new DatabaseUrl(text, "org.h2.Driver", true);
        }
        if (text.startsWith(POSTGRESQL)) {
            return new DatabaseUrl(text, "org.postgresql.Driver", false);
        }
        // Why: the rest of a URL may be a password.
        throw new IllegalArgumentException(
                key
                        + " starts with "
                        + text.substring(0, Math.min(text.length(), schemeLength(text)))
                        + ", allowed are jdbc:h2: and jdbc:postgresql:");
    }

    private static int schemeLength(String text) {
        return text.indexOf(':', text.indexOf(':') + 1) + 1;
    }

    /// The database without its options, which may hold a password.
    String place() {
        return text.replaceFirst("[;?].*", "").replaceFirst("^jdbc:(h2:file:)?", "");
    }
}
