package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.catalogue.ModelChoice;
import dev.sluice.gateway.rendering.ModelJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// `GET /v1/models` and `/v1/models/{id}`, and what is said about a model that cannot be used.
final class ModelRoutes {
    private static final String PREFIX = "/v1/models/";
    private static final int NAME_SHOWN_MAX = 128;

    private final GatewayPorts ports;

    ModelRoutes(GatewayPorts ports) {
        this.ports = ports;
    }

    void list(Call call) {
        if (!ports.catalogue().isComplete()) {
            call.refuse(notYetKnown());
            return;
        }
        call.answer(ModelJson.list(ports.catalogue().models(ports.clock().instant())));
    }

    void one(Call call) {
        String name = nameIn(Objects.requireNonNull(call.request().path(), "path"));
        switch (ports.catalogue().choose(name, null, ports.clock().instant())) {
            case ModelChoice.Served served -> call.answer(ModelJson.one(served.listed()));
            case ModelChoice.Routed routed -> call.answer(ModelJson.one(routed.listed()));
            case ModelChoice.Unknown unknown -> call.refuse(unknown(unknown.name()));
            case ModelChoice.Ambiguous _, ModelChoice.NotYetKnown _ -> call.refuse(notYetKnown());
        }
    }

    static Refusal unknown(String name) {
        String shown =
                name.length() <= NAME_SHOWN_MAX ? name : name.substring(0, NAME_SHOWN_MAX) + "…";
        return Refusal.of(
                ErrorCode.MODEL_NOT_FOUND, "the model '" + shown + "' does not exist", "model");
    }

    static Refusal ambiguous(int modelCount) {
        return modelCount == 0
                ? Refusal.of(ErrorCode.MODEL_NOT_FOUND, "no model is served", "model")
                : Refusal.of(
                        ErrorCode.INVALID_PARAMETER,
                        "model: is missing, and "
                                + modelCount
                                + " models are served; GET /v1/models lists them",
                        "model");
    }

    static Refusal notYetKnown() {
        return Refusal.of(
                ErrorCode.MESH_UNAVAILABLE, "this gateway has not read the list of models yet");
    }

    private static String nameIn(String path) {
        String encoded = path.substring(Math.min(path.length(), PREFIX.length()));
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded;
        }
    }
}
