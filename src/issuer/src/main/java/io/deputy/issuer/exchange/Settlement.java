package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedSet;

/** Settles depth, lifetime and audience of a hop within its bounds. Asking for more is refused. */
final class Settlement {
  private Settlement() {}

  static Settled of(
      ExchangeRequest request,
      Bounds bounds,
      RightsDecision.Granted granted,
      Directory directory,
      Instant now)
      throws Refusal {
    int maxDepth = maxDepth(request, bounds);
    Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
    Instant expiresAt = expiresAt(request, bounds, granted.maxLifetime(), issuedAt);
    SortedSet<String> audience =
        request.targets().audience(directory, bounds.parent(), granted.rights());
    return new Settled(issuedAt, expiresAt, audience, maxDepth);
  }

  private static int maxDepth(ExchangeRequest request, Bounds bounds) throws Refusal {
    int highest = highest(bounds.maxDepth(), bounds.actor());
    if (bounds.number() > highest) {
      throw new Refusal(
          Reason.DEPTH_EXCEEDED,
          "this would be hop " + bounds.number() + ", and the last allowed is " + highest);
    }
    int asked = request.maxDepth().orElse(highest);
    if (asked > highest) {
      throw new Refusal(
          Reason.DEPTH_EXCEEDED, "\"max_depth\" can be " + highest + " at most, not " + asked);
    }
    if (asked < bounds.number()) {
      throw Form.invalid("max_depth", "is less than the number of this hop, " + bounds.number());
    }
    return asked;
  }

  private static Instant expiresAt(
      ExchangeRequest request, Bounds bounds, Optional<Duration> ofRights, Instant issuedAt)
      throws Refusal {
    Instant latest = latest(bounds.expiresAt(), bounds.actor(), ofRights, issuedAt);
    Instant expiresAt = request.lifetime().map(issuedAt::plus).orElse(latest);
    if (expiresAt.isAfter(latest)) {
      throw new Refusal(
          Reason.LIFETIME_EXCEEDED,
          "\"expires_in\" can be "
              + ChronoUnit.SECONDS.between(issuedAt, latest)
              + " at most: the token would outlive its parent, what its agent may hold, or what"
              + " break-glass rights allow");
    }
    return expiresAt;
  }

  /** The highest hop number that may follow, under an agent. */
  static int highest(int inherited, Agent actor) {
    return Math.min(inherited, actor.maxDepth());
  }

  /** The latest that a token may expire. */
  static Instant latest(
      Instant inherited, Agent actor, Optional<Duration> ofRights, Instant issuedAt) {
    Instant ofActor = earlier(inherited, issuedAt.plus(actor.maxLifetime()));
    return ofRights.map(issuedAt::plus).map(l -> earlier(l, ofActor)).orElse(ofActor);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
