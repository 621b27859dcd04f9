package io.deputy.issuer.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.PublicKeys;
import io.deputy.issuer.directory.UserIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The keys of the issuers that vouch for users. Those behind a URL are remembered for a while; when
 * they cannot be had, nobody gets in.
 */
final class IssuerKeySource {
  /** How long a key that an issuer withdrew goes on to be trusted here, at most. */
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** How long a failure is remembered, so that a dead issuer is not asked for every request. */
  private static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(10);

  /** How soon an issuer is asked again for a key it did not have; bounds what strangers cause. */
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(30);

  /** More issuers than anybody lists. */
  private static final int MAX_ISSUERS = 1_000;

  private final KeyFetch fetch;
  private final Clock clock;
  private final Cache<URI, Fetched> fetched =
      Caffeine.newBuilder()
          .maximumSize(MAX_ISSUERS)
          .expireAfter(
              Expiry.<URI, Fetched>creating(
                  (url, f) -> f.keys().isPresent() ? REMEMBERED : FAILURE_REMEMBERED))
          .build();

  IssuerKeySource(KeyFetch fetch, Clock clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  private record Fetched(Optional<PublicKeys> keys, Instant at) {}

  /** The keys of {@code issuer}, with the one that {@code jwt} names if there is one. */
  PublicKeys keys(UserIssuer issuer, UnverifiedJwt jwt) throws Refusal {
    if (issuer.keys() instanceof UserIssuer.Known known) {
      return known.keys();
    }
    URI url = ((UserIssuer.Served) issuer.keys()).url();
    Fetched entry = fetched.get(url, this::fetch);
    if (entry.keys().isPresent()
        && !jwt.namesOneOf(entry.keys().get())
        && entry.at().plus(ASKED_AGAIN).isBefore(clock.instant())) {
      fetched.asMap().remove(url, entry);
      entry = fetched.get(url, this::fetch);
    }
    return entry
        .keys()
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.ISSUER_KEYS_UNAVAILABLE,
                    "the keys of \"" + issuer.issuer() + "\" cannot be had now; try again later"));
  }

  private Fetched fetch(URI url) {
    return new Fetched(fetch.keys(url), clock.instant());
  }
}
