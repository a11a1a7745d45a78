package dev.sluice.standalone.command;

import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.policy.PolicyReading;
import dev.sluice.standalone.console.OperatorFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A policy that was read from a file and is fit to be used; any other is a failure in one line.
record PolicyFile(String text, MaskingPolicy policy) {
    static PolicyFile read(Path file) {
        try {
            String text = Files.readString(file);
            return switch (PolicyJson.read(text)) {
                case PolicyReading.Accepted accepted -> new PolicyFile(text, accepted.policy());
                case PolicyReading.Refused refused ->
                        throw new OperatorFailure(
                                "policy %s refused: %s".formatted(file, refused.reason()));
            };
        } catch (IOException e) {
            throw new OperatorFailure(
                    "policy %s cannot be read (%s): name a JSON file in UTF-8"
                            .formatted(file, OperatorFailure.reasonOf(e)),
                    e);
        }
    }
}
