package io.deputy.issuer.identity;

import io.deputy.issuer.directory.PublicKeys;
import io.deputy.issuer.directory.UserIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * What one identity provider serves, remembered for a while. A provider that is down, or answers
 * nonsense, costs nothing for {@link #GRACE}; after that nobody gets in.
 */
final class IdentityProvider {
  private static final Logger LOG = Logger.getLogger(IdentityProvider.class);

  /** How long a key that a provider withdrew goes on to be trusted here, while it answers. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** How much longer the last good answer counts while the provider gives no other. */
  static final Duration GRACE = Duration.ofMinutes(10);

  /** How soon a provider is asked again for a key it did not have; bounds what strangers cause. */
  static final Duration ASKED_AGAIN = Duration.ofSeconds(30);

  private final UserIssuer issuer;
  private final Fetch fetch;
  private final boolean development;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private final Backoff backoff = new Backoff();
  private volatile Optional<Served> served = Optional.empty();

  IdentityProvider(UserIssuer issuer, Fetch fetch, boolean development, Clock clock) {
    this.issuer = issuer;
    this.fetch = fetch;
    this.development = development;
    this.clock = clock;
  }

  /**
   * A good answer of the provider.
   *
   * @param keys at least one
   * @param introspectionEndpoint where it is asked about tokens, if it said so
   * @param at when it gave the answer
   */
  record Served(PublicKeys keys, Optional<URI> introspectionEndpoint, Instant at) {
    boolean isYoungerThan(Duration age, Instant now) {
      return now.isBefore(at.plus(age));
    }
  }

  /** What it serves now, as far as we know; nothing if we do not know. */
  Optional<Served> served() {
    Optional<Served> seen = served;
    return seen.filter(s -> s.isYoungerThan(FRESH, clock.instant())).isPresent()
        ? seen
        : newerThan(seen);
  }

  /** The same, asked for anew if {@code jwt} names a key that we do not know. */
  Optional<Served> servedFor(UnverifiedJwt jwt) {
    Optional<Served> seen = served();
    boolean enough =
        seen.isEmpty()
            || jwt.namesOneOf(seen.get().keys())
            || seen.get().isYoungerThan(ASKED_AGAIN, clock.instant());
    return enough ? seen : newerThan(seen);
  }

  /** One thread asks; those that can do without meanwhile do. */
  private Optional<Served> newerThan(Optional<Served> seen) {
    if (usable(seen).isEmpty()) {
      asking.lock();
    } else if (!asking.tryLock()) {
      return seen;
    }
    try {
      if (served.equals(seen) && backoff.isOver(clock.instant())) {
        ask();
      }
      return usable(served);
    } finally {
      asking.unlock();
    }
  }

  private Optional<Served> usable(Optional<Served> answer) {
    return answer.filter(s -> s.isYoungerThan(FRESH.plus(GRACE), clock.instant()));
  }

  private void ask() {
    try {
      served = Optional.of(answer());
      backoff.succeeded();
    } catch (NotFetched | RuntimeException e) {
      // RuntimeException: what a library's parser makes of hostile keys is anybody's guess.
      LOG.warnf("the keys of \"%s\" cannot be had: %s", issuer.issuer(), e.getMessage());
      backoff.failed(clock.instant());
    }
  }

  private Served answer() throws NotFetched {
    if (issuer.keys() instanceof UserIssuer.Served known) {
      return new Served(keys(known.url()), Optional.empty(), clock.instant());
    }
    Discovery discovery = Discovery.of(issuer.issuer(), fetch, issuer.reach());
    return new Served(
        keys(discovery.jwksUri()), discovery.introspectionEndpoint(), clock.instant());
  }

  private PublicKeys keys(URI url) throws NotFetched {
    return PublicKeys.served(fetch.get(url, issuer.reach()), development);
  }
}
