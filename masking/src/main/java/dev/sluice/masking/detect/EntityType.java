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
    public static final EntityType CN_LANDLINE = new EntityType("CN_LANDLINE");
    public static final EntityType CN_PASSPORT = new EntityType("CN_PASSPORT");
    public static final EntityType CN_TRAVEL_PERMIT = new EntityType("CN_TRAVEL_PERMIT");
    public static final EntityType CN_LICENSE_PLATE = new EntityType("CN_LICENSE_PLATE");
    public static final EntityType CN_ORGANIZATION_CODE = new EntityType("CN_ORGANIZATION_CODE");
    public static final EntityType CN_OFFICER_CARD = new EntityType("CN_OFFICER_CARD");
    public static final EntityType CN_POSTCODE = new EntityType("CN_POSTCODE");
    public static final EntityType HK_ID = new EntityType("HK_ID");
    public static final EntityType MACAU_ID = new EntityType("MACAU_ID");
    public static final EntityType TW_ID = new EntityType("TW_ID");
    public static final EntityType WECHAT = new EntityType("WECHAT");
    public static final EntityType QQ = new EntityType("QQ");
    public static final EntityType PERSON = new EntityType("PERSON");
    public static final EntityType ADDRESS = new EntityType("ADDRESS");
    public static final EntityType DATE_OF_BIRTH = new EntityType("DATE_OF_BIRTH");
    public static final EntityType PHONE = new EntityType("PHONE");
    public static final EntityType URL = new EntityType("URL");
    public static final EntityType DOMAIN = new EntityType("DOMAIN");
    public static final EntityType PASSPORT = new EntityType("PASSPORT");
    public static final EntityType DRIVER_LICENSE = new EntityType("DRIVER_LICENSE");
    public static final EntityType MEDICAL_RECORD = new EntityType("MEDICAL_RECORD");
    public static final EntityType STAFF_NUMBER = new EntityType("STAFF_NUMBER");
    public static final EntityType TAX_ID = new EntityType("TAX_ID");
    public static final EntityType NATIONAL_ID = new EntityType("NATIONAL_ID");
    public static final EntityType VIN = new EntityType("VIN");
    public static final EntityType IMEI = new EntityType("IMEI");
    public static final EntityType NHS = new EntityType("NHS");
    public static final EntityType AADHAAR = new EntityType("AADHAAR");
    public static final EntityType ABA_ROUTING = new EntityType("ABA_ROUTING");
    public static final EntityType BANK_CODE = new EntityType("BANK_CODE");
    public static final EntityType CARD_SECURITY_CODE = new EntityType("CARD_SECURITY_CODE");
    public static final EntityType CRYPTO_ADDRESS = new EntityType("CRYPTO_ADDRESS");
    public static final EntityType PASSWORD = new EntityType("PASSWORD");
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
