package io.deputy.issuer.identity;

import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.directory.PublicKeys;
import io.deputy.issuer.exchange.IdentifiedActor;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SPIFFE JWT-SVIDs (SPIFFE: JWT-SVID, sections 3 and 5): a trust domain vouches for a workload, and
 * the directory says which agent that is. One has no id that we could use up and workloads present
 * it until it expires, so it proves who an agent is but no key of it, unless it confirms one.
 */
final class JwtSvids {
  /** How far ahead one may expire; trust domains give minutes. */
  private static final Duration MAX_AHEAD = Duration.ofHours(1);

  /**
   * SPIFFE-ID, section 2: a trust domain of lower-case letters, digits, dots, dashes, underscores.
   */
  private static final Pattern ID = Pattern.compile("spiffe://([a-z0-9._-]{1,255})/.+");

  private final Set<String> audiences;

  JwtSvids(Set<String> audiences) {
    this.audiences = Set.copyOf(audiences);
  }

  IdentifiedActor identify(UnverifiedJwt jwt, Directory directory, Instant now) throws JwtInvalid {
    Claims claims = jwt.unverifiedClaims();
    String id = claims.requireText("sub");
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      throw Claims.malformed(
          "sub", "a SPIFFE id; an agent's own token has the type " + ActorTokens.TYPE);
    }
    Optional<PublicKeys> keys = directory.trustDomain(parts.group(1));
    if (keys.isEmpty()) {
      throw Claims.malformed("sub", "in a trust domain that is known here");
    }
    PublicJwk key = jwt.verify(keys.get());
    Objects.requireNonNull(key);
    SingleUse.requireForUs(claims, audiences, MAX_AHEAD, now);
    Optional<Agent> agent =
        directory.agents().values().stream()
            .filter(a -> a.spiffeId().equals(Optional.of(id)))
            .findFirst();
    if (agent.isEmpty()) {
      throw Claims.malformed("sub", "the SPIFFE id of a registered agent");
    }
    return new IdentifiedActor(agent.get().id(), Confirmation.of(claims), Optional.empty());
  }
}
