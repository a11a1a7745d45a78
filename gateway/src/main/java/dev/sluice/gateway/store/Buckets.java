package dev.sluice.gateway.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Clients of S3-compatible stores.
public final class Buckets {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration SOCKET_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CALL_PATIENCE = Duration.ofMinutes(5);

    private Buckets() {}

    /// Credentials come from where AWS' own tools look for them: `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`, a profile, the machine's role.
    ///
    /// @param endpoint of a store other than AWS; there buckets stand in the path
    public static S3Client client(Optional<URI> endpoint, String region) {
        var builder =
                S3Client.builder()
                        .region(Region.of(region))
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_PATIENCE)
                                        .socketTimeout(SOCKET_PATIENCE))
                        .overrideConfiguration(calls -> calls.apiCallTimeout(CALL_PATIENCE))
                        // Sealed chunks are checked as they are read, and not every store knows
                        // the newer headers.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .forcePathStyle(endpoint.isPresent());
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
