package dev.sluice.audit.http;

import static dev.sluice.audit.AuditEvents.masked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.record.Contribution;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every path, method and wrong key there is a kind of: nothing but a refusal comes out.
final class AuditAccessFailsClosedTest {
    private static final String CANARY = "canary-4711";
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final List<String> PATHS =
            List.of(
                    "/audit",
                    "/audit/",
                    "/audit/v1/records",
                    "/audit/v1/records/",
                    "/audit/v1/records?limit=nonsense",
                    "/audit/v1/records/r-1",
                    "/audit/v1/records/r-1/body",
                    "/audit/v1/records/r-1/body/more",
                    "/audit/v1/records/%2e%2e",
                    "//audit/v1/records",
                    "/audit/../audit/v1/records/r-1",
                    "/x/../audit/v1/records/r-1/body",
                    "/audit/unknown");

    @TempDir private Path folder;

    @Test
    void nothingIsToldWithoutTheKey() throws Exception {
        try (AuditServer server = new AuditServer(folder)) {
            server.store().write(List.of(Contribution.of(masked("r-1", CANARY))));
            for (@Nullable String authorization : wrong(server.adminKey())) {
                for (String path : PATHS) {
                    for (String method : METHODS) {
                        HttpResponse<String> answer = server.send(method, path, authorization);
                        assertThat(answer.statusCode())
                                .as("%s %s with %s", method, path, authorization)
                                .isEqualTo(401);
                        assertThat(answer.body())
                                .contains("\"code\":\"invalid_api_key\"")
                                .doesNotContain("r-1", CANARY);
                    }
                }
            }
        }
    }

    private static List<@Nullable String> wrong(String key) {
        List<@Nullable String> wrong = new ArrayList<>();
        wrong.add(null);
        wrong.addAll(
                List.of(
                        "",
                        "Bearer",
                        "Bearer ",
                        "Bearer x" + key,
                        "Bearer " + key + "x",
                        "Bearer " + key.substring(1),
                        "Bearer " + key.toUpperCase(java.util.Locale.ROOT),
                        "Bearer " + key + " " + key,
                        "Basic " + key,
                        key));
        return wrong;
    }
}
