package dev.sluice.contracts;

/// A name that travels as a bare JSON string. Each kind is a type of its own, so that two of them
/// cannot be swapped in a call.
public sealed interface Identifier permits RequestId, ObjectId, TenantId, PoolName, WorkerId {
    String value();

    /// Refuses what could not be a Kafka key, a URL segment and a file name at once: the text must
    /// be 1 to 128 of `[A-Za-z0-9._:-]`, not starting with a dot.
    static String checked(String kind, String value) {
        if (value.isEmpty() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    kind
                            + " has "
                            + value.length()
                            + " characters, allowed are 1 to "
                            + LENGTH_MAX);
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i), i)) {
                throw new IllegalArgumentException(
                        kind + " has a character at " + i + " that is not one of [A-Za-z0-9._:-]");
            }
        }
        return value;
    }

    int LENGTH_MAX = 128;

    private static boolean isAllowed(char c, int position) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == ':'
                || (c == '.' && position > 0);
    }
}
