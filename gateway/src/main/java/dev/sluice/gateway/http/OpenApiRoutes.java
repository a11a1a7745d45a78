package dev.sluice.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// `GET /openapi`, the document, and `GET /openapi/ui`, a page to read it. Both are open: they say
/// the same of every installation.
final class OpenApiRoutes {
    private static final String PATH = "/openapi";
    private static final String VERSION = "1";
    private static final String LIBRARY = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private final List<RouteRow> rows;

    /// Made when somebody asks for them: most starts need neither. Two that ask at once may make
    /// the same twice.
    private volatile @Nullable Buffer document;

    private volatile @Nullable Buffer page;

    OpenApiRoutes(List<RouteRow> rows) {
        this.rows = rows;
    }

    void mount(Router router) {
        router.get(PATH).handler(call -> answer(call, "application/json", document()));
        router.get(PATH + "/ui").handler(call -> answer(call, "text/html; charset=utf-8", page()));
    }

    private Buffer document() {
        Buffer made = document;
        if (made == null) {
            made = OpenApiDocument.of(rows, VERSION).toBuffer();
            document = made;
        }
        return made;
    }

    private Buffer page() {
        Buffer made = page;
        if (made == null) {
            made = Buffer.buffer(text("/openapi/ui.html").replace("@version@", libraryVersion()));
            page = made;
        }
        return made;
    }

    private static void answer(RoutingContext call, String contentType, Buffer body) {
        call.response()
                .putHeader("Content-Type", contentType)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }

    /// The page's scripts come from a library on the class path, whose folder has its version.
    private static String libraryVersion() {
        Properties library = new Properties();
        try {
            library.load(new StringReader(text(LIBRARY)));
            return library.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(LIBRARY, e);
        }
    }

    private static String text(String path) {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(path)) {
            byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
