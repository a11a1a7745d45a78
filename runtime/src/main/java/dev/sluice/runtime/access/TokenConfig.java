package dev.sluice.runtime.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `sluice.http.tokens`: tokens of an identity provider (JWT, OpenID Connect) that open doors as
/// API keys do.
@ConfigMapping(prefix = "sluice.http.tokens")
public interface TokenConfig {
    /// The provider, as its tokens say in `iss`. Set: its tokens are taken, by `audience` and
    /// `keys` below; absent: none are.
    Optional<String> issuer();

    /// What tokens must name in `aud`; needed with an issuer. Narrow: tokens for others open
    /// nothing here.
    Optional<String> audience();

    /// The provider's keys (JWKS): an `https` URL, or a file; needed with an issuer. The URL
    /// follows the provider's rotation by itself; the file needs no network.
    Optional<String> keys();

    /// The claim that names the tenant. One that the provider sets, never its users.
    @WithDefault("tenant")
    String tenantClaim();

    /// The claim with the scopes: names with spaces between them, or a list.
    @WithDefault("scope")
    String scopeClaim();

    /// The scopes that tokens may carry; others in them count for nothing. More: administrators and
    /// auditors may come with tokens; fewer: what the provider says reaches less.
    @WithDefault("inference,batch")
    List<String> scopes();

    /// How often the keys are read anew. A token with an unknown key has them read sooner. More
    /// often: a key that was withdrawn ends sooner; less often: fewer calls.
    @WithDefault("10m")
    Duration refresh();

    /// The longest that a token may still be good for. Longer: clients fetch fewer; shorter: one
    /// that leaked ends sooner, as nobody can take it back.
    @WithDefault("24h")
    Duration lifetimeMax();

    /// The most by which the provider's clock differs. Larger: safe with worse clocks; smaller:
    /// expired tokens end sooner.
    @WithDefault("30s")
    Duration clockSkewMax();
}
