package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Numbers of things that lead to a person.
final class DeviceDetectors {

    private static final String VIN_CHARACTER = "[A-HJ-NPR-Z0-9]";

    /// ISO 3779: 17 characters without I, O and Q, of which at least one is a letter and four at
    /// the end are digits, with the check digit in place nine.
    static final Detector VIN =
            detector(EntityType.VIN, "vin")
                    .pattern("(%1$s{8}[0-9X]%1$s{4}[0-9]{4})&(.*[A-Z].*)".formatted(VIN_CHARACTER))
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(Checksums::vehicleNumber)
                    .scored(0.8)
                    .raisedTo(0.95, Contexts.VEHICLE)
                    .priority(67)
                    .samples("1HGCM82633A004352", "1M8GDM9AXKP042788", "5GZCZ43D13S812715")
                    .nearMisses(
                            "1HGCM82643A004352",
                            "1HGCM82633A00435",
                            "11111111111111111",
                            "1HGCM82633AO04352")
                    .build();

    /// European makers put no check digit there; then a word must tell.
    static final Detector VIN_BEHIND_WORD =
            detector(EntityType.VIN, "vin-behind-word")
                    .pattern("[A-HJ-NPR-Za-hj-npr-z0-9]{17}&(.*[0-9].*)")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.VEHICLE)
                    .priority(67)
                    .samples("车架号：⟦LSVAU033172000001⟧", "VIN ⟦WVWZZZ1JZXW000001⟧")
                    .nearMisses("WVWZZZ1JZXW000001", "VIN WVWZZZ1JZXW00000")
                    .build();

    /// 3GPP TS 23.003: type allocation code, serial number, Luhn. Printed in groups of its own.
    static final Detector IMEI =
            detector(EntityType.IMEI, "imei")
                    .pattern("[0-9]{2}\\-[0-9]{6}\\-[0-9]{6}\\-[0-9]")
                    .notAfter("0-9\\-")
                    .notBefore("0-9\\-")
                    .validator(Checksums::luhn)
                    .scored(0.8)
                    .raisedTo(0.95, Contexts.IMEI)
                    .priority(79)
                    .samples("49-015420-323751-8")
                    .nearMisses("49-015420-323751-7", "49-015420-32375-18")
                    .build();

    static final Detector IMEI_BEHIND_WORD =
            detector(EntityType.IMEI, "imei-behind-word")
                    .pattern("[0-9]{15}([0-9]{2})?|[0-9]{2} [0-9]{6} [0-9]{6} [0-9]")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(DeviceDetectors::isImei)
                    .behind(Contexts.IMEI)
                    .priority(79)
                    .samples("IMEI: ⟦490154203237518⟧", "串号⟦356938035643809⟧")
                    .nearMisses("490154203237518", "IMEI: 490154203237517", "IMEI 49015420323751")
                    .build();

    static final List<Detector> ALL = List.of(VIN, VIN_BEHIND_WORD, IMEI, IMEI_BEHIND_WORD);

    private DeviceDetectors() {}

    /// With the software version in place of the check digit (IMEISV, 16 digits and more) there is
    /// nothing to check.
    private static boolean isImei(String folded) {
        return Checksums.digits(folded).length() > 15 || Checksums.luhn(folded);
    }
}
