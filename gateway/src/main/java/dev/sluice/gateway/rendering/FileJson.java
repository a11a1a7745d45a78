package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.ObjectEvent.FileStored;
import java.time.Duration;

/// OpenAI's `file` object.
public final class FileJson {
    private FileJson() {}

    /// `keep`: how long files are kept.
    public static String of(FileStored file, Duration keep) {
        JsonText json = new JsonText();
        append(json, file, keep);
        return json.toString();
    }

    public static String list(Page<FileStored> page, Duration keep) {
        JsonText json = new JsonText().object().name("object").text("list").name("data").array();
        page.items().forEach(file -> append(json, file, keep));
        page.close(json.endArray(), file -> file.objectId().value());
        return json.endObject().toString();
    }

    private static void append(JsonText json, FileStored file, Duration keep) {
        json.object().name("id").text(file.objectId().value()).name("object").text("file");
        json.name("bytes").number(file.sizeBytes());
        json.name("created_at").number(file.occurredAt().getEpochSecond());
        json.name("expires_at").number(file.occurredAt().plus(keep).getEpochSecond());
        json.name("filename").text(file.name().value()).name("purpose").text(file.purpose());
        json.name("sha256").text(file.sha256());
        json.name("status").text("processed").endObject();
    }
}
