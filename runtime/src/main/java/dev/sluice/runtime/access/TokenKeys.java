package dev.sluice.runtime.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of a tokens' issuer. One thread steps it; any thread looks at the keys, which takes no
/// lock and waits for nothing.
///
/// Read again every `refresh`, and sooner when somebody came with an unknown key, but then no more
/// often than every [#PAUSE_MIN]: strangers must not make this process call the issuer. When it
/// does not answer, the old keys count for [#AGE_MAX] more, and then none do.
public final class TokenKeys {
    static final Duration PAUSE_MIN = Duration.ofSeconds(10);
    static final Duration AGE_MAX = Duration.ofHours(24);
    private static final int COUNT_MAX = 100;
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    private final Source source;
    private final Duration refresh;
    private volatile @Nullable Known known;
    private volatile boolean isWanted;

    /// Owned by the thread that steps.
    private @Nullable Instant lastTry;

    /// Where the JWKS document is.
    public interface Source {
        /// Its text; fails within seconds.
        String read() throws Exception;
    }

    private record Known(List<JsonWebKey> keys, Instant readAt) {}

    public TokenKeys(Source source, Duration refresh) {
        this.source = source;
        this.refresh = refresh;
    }

    /// Null: none are known, or they are too old.
    @Nullable List<JsonWebKey> current(Instant now) {
        Known newest = known;
        return newest == null || now.isAfter(newest.readAt().plus(AGE_MAX)) ? null : newest.keys();
    }

    /// Somebody came with a key that is not among them.
    void want() {
        isWanted = true;
    }

    /// Reads them where it is time to.
    public void step(Instant now) throws InterruptedException {
        Instant tried = lastTry;
        boolean isAsked = isWanted || known == null;
        Duration pause = isAsked && PAUSE_MIN.compareTo(refresh) < 0 ? PAUSE_MIN : refresh;
        if (tried != null && now.isBefore(tried.plus(pause))) {
            return;
        }
        lastTry = now;
        isWanted = false;
        try {
            known = new Known(parsed(source.read()), now);
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("the keys of the tokens' issuer cannot be read");
        }
    }

    /// Public keys only: what a symmetric key verifies, whoever has it can sign.
    private static List<JsonWebKey> parsed(String document) throws JoseException {
        List<JsonWebKey> keys =
                new JsonWebKeySet(document)
                        .getJsonWebKeys().stream()
                                .filter(PublicJsonWebKey.class::isInstance)
                                .toList();
        if (keys.isEmpty() || keys.size() > COUNT_MAX) {
            throw new JoseException(
                    "there are " + keys.size() + " public keys, allowed are 1 to " + COUNT_MAX);
        }
        return keys;
    }
}
