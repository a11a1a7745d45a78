package dev.sluice.gateway.admin;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.gateway.admission.BadField;
import dev.sluice.gateway.admission.Fields;
import dev.sluice.gateway.outbound.AddressGuard;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `{"tenant":"acme","url":"https://hooks.example.com/x","events":["response.completed"]}`.
public record WebhookForm(TenantId tenant, SensitiveText url, List<WebhookType> types) {
    private static final int PORT_MAX = 65_535;

    public WebhookForm {
        types = List.copyOf(types);
    }

    /// `guard` says what may be called; an address that is written out is held to it here, a name
    /// with each call.
    public static Reading<WebhookForm> read(@Nullable Object json, AddressGuard guard) {
        return Reading.of(
                json,
                body ->
                        new WebhookForm(
                                TenantForm.idIn(body, "tenant"), url(body, guard), types(body)));
    }

    private static SensitiveText url(Fields body, AddressGuard guard) throws BadField {
        String text = body.text("url", WebhookDefined.URL_LENGTH_MAX);
        if (text == null) {
            throw BadField.invalid("url", "is missing");
        }
        URI url = parsed(text);
        boolean isPlain = "http".equals(url.getScheme());
        if (!isPlain && !"https".equals(url.getScheme())) {
            throw BadField.invalid("url", "must begin with https://");
        }
        if (url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawFragment() != null
                || url.getPort() == 0
                || url.getPort() > PORT_MAX) {
            throw BadField.invalid("url", "must be like https://host/path, no user, no fragment");
        }
        if (isPlain && !guard.namesAny()) {
            throw BadField.invalid(
                    "url", "must begin with https:// (sluice.gateway.webhooks.allowed-networks)");
        }
        InetAddress literal = literalIn(url.getHost());
        if (literal != null && !guard.mayCall(literal)) {
            throw BadField.invalid(
                    "url",
                    "is an address that is not public (sluice.gateway.webhooks.allowed-networks)");
        }
        return new SensitiveText(text);
    }

    private static URI parsed(String text) throws BadField {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw BadField.invalid("url", "is no URL");
        }
    }

    private static @Nullable InetAddress literalIn(String host) {
        try {
            return InetAddress.ofLiteral(
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    private static List<WebhookType> types(Fields body) throws BadField {
        List<?> listed = body.list("events");
        if (listed == null || listed.isEmpty()) {
            throw BadField.invalid("events", listed == null ? "is missing" : "is empty");
        }
        Set<WebhookType> types = EnumSet.noneOf(WebhookType.class);
        for (int i = 0; i < listed.size(); i++) {
            String place = "events[" + i + "]";
            types.add(
                    WebhookType.of(Fields.textOf(listed.get(i), place))
                            .orElseThrow(() -> BadField.invalid(place, "is none of " + labels())));
        }
        return new ArrayList<>(types);
    }

    private static String labels() {
        return Arrays.stream(WebhookType.values())
                .map(WebhookType::label)
                .collect(Collectors.joining(", "));
    }
}
