package io.deputy.issuer.app;

import io.deputy.Bytes;
import io.deputy.issuer.console.ConsoleDoor;
import io.deputy.issuer.console.ConsoleLogin;
import io.deputy.issuer.http.IssuerUrl;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Authentication.CookieSameSite;
import io.quarkus.oidc.runtime.OidcTenantConfig.TokenStateManager.Strategy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How people log in to the console: OpenID Connect, authorization code with PKCE (RFC 7636), state
 * and nonce. The session is the ID token, encrypted in a cookie, and ends with it; no instance
 * keeps anything. No other path has a login.
 */
@ApplicationScoped
public class ConsoleTenant implements TenantConfigResolver {
  private final Optional<OidcTenantConfig> config;

  ConsoleTenant(ConsoleLogin login, IssuerUrl issuer) {
    config = login.provider().map(provider -> config(provider, issuer));
  }

  @Override
  public Uni<OidcTenantConfig> resolve(
      RoutingContext routing, OidcRequestContext<OidcTenantConfig> request) {
    return ConsoleDoor.isConsole(routing.normalizedPath())
        ? Uni.createFrom().item(config.orElse(null))
        : Uni.createFrom().nullItem();
  }

  private static OidcTenantConfig config(ConsoleLogin.Provider provider, IssuerUrl issuer) {
    return OidcTenantConfig.authServerUrl(provider.issuer())
        .tenantId("console")
        .applicationType(ApplicationType.WEB_APP)
        .clientId(provider.clientId())
        .credentials(provider.clientSecret())
        .roles()
        .roleClaimPath(List.of(provider.rolesClaim()))
        .end()
        .authentication()
        .redirectPath(ConsoleDoor.PATH + "/login")
        .restorePathAfterRedirect()
        .removeRedirectParameters()
        .pkceRequired()
        .nonceRequired()
        .stateSecret(secret(provider, "state"))
        .cookieForceSecure()
        .cookiePath(ConsoleDoor.PATH)
        .cookieSameSite(CookieSameSite.LAX)
        .forceRedirectHttpsScheme(issuer.value().startsWith("https:"))
        .failOnMissingStateParam(true)
        .end()
        .tokenStateManager()
        .strategy(Strategy.ID_TOKEN)
        .encryptionRequired(true)
        .encryptionSecret(secret(provider, "session"))
        .end()
        .build();
  }

  /** The same at every instance; the client's secret itself may be too short for it. */
  private static String secret(ConsoleLogin.Provider provider, String use) {
    String seed = "deputy console " + use + "\n" + provider.clientSecret();
    return Bytes.of(seed.getBytes(StandardCharsets.UTF_8)).sha256().toBase64Url();
  }
}
