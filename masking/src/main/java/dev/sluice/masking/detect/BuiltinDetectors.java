package dev.sluice.masking.detect;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every detector that comes with Sluice.
public final class BuiltinDetectors {

    private static final List<Detector> ALL =
            Stream.of(
                            ChineseDetectors.ALL,
                            ChineseDocumentDetectors.ALL,
                            PersonDetectors.ALL,
                            DeviceDetectors.ALL,
                            EuropeanDetectors.ALL,
                            AsianDetectors.ALL,
                            CryptoDetectors.ALL,
                            AmericanDetectors.ALL,
                            PaymentDetectors.ALL,
                            InternetDetectors.ALL,
                            PhoneDetectors.ALL,
                            SecretDetectors.ALL)
                    .flatMap(List::stream)
                    .toList();

    private static final Set<EntityType> TYPES =
            ALL.stream().map(Detector::type).collect(Collectors.toUnmodifiableSet());

    private BuiltinDetectors() {}

    public static List<Detector> all() {
        return ALL;
    }

    /// The types that a policy may name.
    public static Set<EntityType> types() {
        return TYPES;
    }
}
