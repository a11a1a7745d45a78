package dev.sluice.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Optional;

/// A whole answer.
public record Reply(int status, HttpResponse<String> response) {
    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response);
    }

    public String body() {
        return response.body();
    }

    public JsonNode json() {
        return Json.read(body());
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    public String requestId() {
        return header("X-Request-Id").orElseThrow(() -> new AssertionError("no id: " + this));
    }

    /// The text of a chat completion.
    public String text() {
        JsonNode content = json().at("/choices/0/message/content");
        if (status != 200 || !content.isTextual()) {
            throw new AssertionError("no answer: " + this);
        }
        return content.asText();
    }

    /// A property of OpenAI's error object; empty where it is null or absent.
    public String error(String property) {
        return json().path("error").path(property).asText("");
    }

    @Override
    public String toString() {
        return status + " " + body();
    }
}
