package io.deputy.issuer.console;

import io.deputy.chain.User;
import io.deputy.issuer.audit.BlastRadius;
import io.deputy.issuer.audit.Revoked;
import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a revocation takes, as its page shows it.
 *
 * @param what what is revoked, in words; empty if that is still to be said
 * @param fields that name it, for the form
 * @param radius what it takes
 * @param revoked the revocation, if it was made
 * @param since from when on use counts
 * @param agents whose tokens die
 */
public record RevokeView(
    String what,
    Map<String, String> fields,
    Optional<BlastRadius> radius,
    Optional<String> revoked,
    Optional<Moment> since,
    List<AgentRow> agents) {
  /** Nothing is chosen yet. */
  static final RevokeView NOTHING =
      new RevokeView("", Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /** An agent that loses tokens. */
  public record AgentRow(
      String agent, long hops, long allowed, long refused, Optional<Moment> lastUsed) {}

  static RevokeView of(Revocation revocation, BlastRadius radius, Instant now) {
    return new RevokeView(
        what(revocation),
        fields(revocation),
        Optional.of(radius),
        radius.revoked().map(r -> words(r, now)),
        Optional.of(Moment.of(radius.since(), now)),
        radius.agents().stream()
            .map(
                a ->
                    new AgentRow(
                        Lines.name(a.agent()),
                        a.hops(),
                        a.allowed(),
                        a.refused(),
                        a.lastUsed().map(at -> Moment.of(at, now))))
            .toList());
  }

  /** Who revoked, when and why. */
  static String words(Revoked revoked, Instant now) {
    Moment at = Moment.of(revoked.at(), now);
    return "revoked with its %s by %s %s on %s UTC (%s)%s"
        .formatted(
            revoked.kind(),
            revoked.byKind(),
            Lines.name(revoked.byName()),
            at.text(),
            at.distance(),
            revoked.purpose().map(p -> ": " + Lines.name(p)).orElse(""));
  }

  private static String what(Revocation revocation) {
    if (revocation instanceof Revocation.OfHop of) {
      return "hop " + of.hop() + " and everything below it";
    }
    if (revocation instanceof Revocation.OfChain of) {
      return "chain " + of.chain();
    }
    if (revocation instanceof Revocation.OfUser of) {
      return "every chain that "
          + Lines.name(of.user().subject())
          + " of "
          + Lines.name(of.user().issuer())
          + " began until now";
    }
    return "everything that agent "
        + Lines.name(((Revocation.OfAgent) revocation).agent())
        + " was given until now, and all below it";
  }

  private static Map<String, String> fields(Revocation revocation) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (revocation instanceof Revocation.OfHop of) {
      fields.put("hop", of.hop().toString());
    } else if (revocation instanceof Revocation.OfChain of) {
      fields.put("chain", of.chain().toString());
    } else if (revocation instanceof Revocation.OfUser of) {
      User user = of.user();
      fields.put("user", user.subject());
      fields.put("user_issuer", user.issuer());
    } else {
      fields.put("agent", ((Revocation.OfAgent) revocation).agent());
    }
    return fields;
  }
}
