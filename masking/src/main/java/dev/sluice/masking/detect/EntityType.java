package dev.sluice.masking.detect;

import java.util.regex.Pattern;

/// What kind of personal data a span is, under the name that policies and findings use. Custom
/// patterns of a policy bring types of their own, so this is a name and not an enum.
public record EntityType(String name) implements Comparable<EntityType> {

    // First, for the constants below go through it.
    private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9_]{1,63}");

    public static final EntityType EMAIL = new EntityType("EMAIL");
    public static final EntityType CN_MOBILE = new EntityType("CN_MOBILE");
    public static final EntityType CN_RESIDENT_ID = new EntityType("CN_RESIDENT_ID");
    public static final EntityType CN_USCC = new EntityType("CN_USCC");
    public static final EntityType BANK_CARD = new EntityType("BANK_CARD");
    public static final EntityType IBAN = new EntityType("IBAN");
    public static final EntityType US_SSN = new EntityType("US_SSN");
    public static final EntityType IP_ADDRESS = new EntityType("IP_ADDRESS");
    public static final EntityType MAC_ADDRESS = new EntityType("MAC_ADDRESS");
    public static final EntityType JWT = new EntityType("JWT");
    public static final EntityType API_KEY = new EntityType("API_KEY");
    public static final EntityType PRIVATE_KEY = new EntityType("PRIVATE_KEY");

    public EntityType {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "entity type '" + name + "' must be 2 to 64 of A-Z, 0-9 and _");
        }
    }

    @Override
    public int compareTo(EntityType other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
