package io.deputy.issuer.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.PublicKeys;
import io.deputy.issuer.directory.UserIssuer;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * The keys of the issuers that vouch for users, and where else they answer. When they cannot be
 * had, nobody gets in.
 */
public final class IssuerKeySource {
  /** More issuers than anybody lists. */
  private static final int MAX_ISSUERS = 1_000;

  /** By the whole entry, so that what an entry once allowed ends with it. */
  private final LoadingCache<UserIssuer, IdentityProvider> providers;

  /**
   * @param development whether keys labelled as development keys will do
   */
  public IssuerKeySource(Fetch fetch, boolean development, Clock clock) {
    this.providers =
        Caffeine.newBuilder()
            .maximumSize(MAX_ISSUERS)
            .build(issuer -> new IdentityProvider(issuer, fetch, development, clock));
  }

  /** The keys of {@code issuer}, with the one that {@code jwt} names if there is one. */
  PublicKeys keys(UserIssuer issuer, UnverifiedJwt jwt) throws Refusal {
    if (issuer.keys() instanceof UserIssuer.Known known) {
      return known.keys();
    }
    return providers
        .get(issuer)
        .servedFor(jwt)
        .map(IdentityProvider.Served::keys)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.ISSUER_KEYS_UNAVAILABLE,
                    "the keys of \"" + issuer.issuer() + "\" cannot be had now; try again later"));
  }

  /** Where {@code issuer} says that it is asked about tokens. */
  Optional<URI> introspectionEndpoint(UserIssuer issuer) {
    return providers.get(issuer).served().flatMap(IdentityProvider.Served::introspectionEndpoint);
  }
}
