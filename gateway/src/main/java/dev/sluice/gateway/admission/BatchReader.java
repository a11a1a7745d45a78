package dev.sluice.gateway.admission;

import dev.sluice.contracts.ObjectId;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /v1/batches`.
public final class BatchReader {
    /// The routes that a batch's requests can be for.
    public static final List<String> ENDPOINTS =
            List.of("/v1/chat/completions", "/v1/completions", "/v1/responses");

    private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final Duration WINDOW_MAX = Duration.ofDays(3);

    private BatchReader() {}

    public static BatchAdmission read(@Nullable Object json) {
        try {
            return new BatchAdmission.Admitted(form(Fields.ofBody(json)));
        } catch (BadField e) {
            return new BatchAdmission.Refused(e.refusal());
        }
    }

    private static BatchForm form(Fields body) throws BadField {
        ObjectId fileId = fileId(body.requiredText("input_file_id"));
        String endpoint = body.requiredText("endpoint");
        if (!ENDPOINTS.contains(endpoint)) {
            throw BadField.invalid("endpoint", "is none of " + String.join(", ", ENDPOINTS));
        }
        String window = body.requiredText("completion_window");
        var form =
                new BatchForm(
                        fileId, endpoint, window, patience(window), MetadataFields.read(body));
        body.refuseOthers();
        return form;
    }

    private static ObjectId fileId(String text) throws BadField {
        try {
            return new ObjectId(text);
        } catch (IllegalArgumentException e) {
            throw BadField.invalid("input_file_id", "is no id of a file");
        }
    }

    private static Duration patience(String window) throws BadField {
        Matcher parts = WINDOW.matcher(window);
        if (parts.matches()) {
            long count = Long.parseLong(parts.group(1));
            Duration patience =
                    switch (parts.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (patience.compareTo(WINDOW_MAX) <= 0) {
                return patience;
            }
        }
        throw BadField.invalid(
                "completion_window", "is no time such as 24h, from 1s up to " + WINDOW_MAX);
    }
}
