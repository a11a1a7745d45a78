package dev.sluice.standalone.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.kafka.common.Uuid;

/// The identity of a cluster, kept in a file beside its logs: Kafka refuses logs that another
/// cluster wrote.
final class ClusterId {
    private static final String FILE_NAME = "cluster.id";

    private ClusterId() {}

    /// The id in `directory`, made at first use. The file appears whole or not at all, so a crash
    /// in between cannot leave half an id beside logs.
    static String of(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (Files.exists(file)) {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        }
        Files.createDirectories(directory);
        String clusterId = Uuid.randomUuid().toString();
        Path draft = directory.resolve(FILE_NAME + ".new");
        Files.writeString(draft, clusterId + "\n", StandardCharsets.US_ASCII);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return clusterId;
    }
}
