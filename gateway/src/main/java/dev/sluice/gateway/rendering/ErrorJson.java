package dev.sluice.gateway.rendering;

import dev.sluice.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;

/// The one error shape: `{"error":{"message","type","param","code"}}`.
public final class ErrorJson {
    private ErrorJson() {}

    /// `message` is fit to show to the caller; `param` names the field or header at fault.
    public static String of(ErrorCode code, String message, @Nullable String param) {
        return new JsonText()
                .object()
                .name("error")
                .object()
                .name("message")
                .text(message)
                .name("type")
                .text(code.openAiType())
                .name("param")
                .text(param)
                .name("code")
                .text(code.code())
                .endObject()
                .endObject()
                .toString();
    }
}
