package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.Policy;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.chain.Hop;
import io.deputy.chain.Profile;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.VerifiedChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides whether a request is within the rights of a delegation token: offline, with public keys
 * only. Immutable and safe for any number of threads.
 *
 * <p>It checks, in this order: size and shape; expiry and audience as claimed, before any
 * cryptography; signatures and attestations; that whoever asks proved the holder's key; and every
 * check of every block. It does not check revocation.
 */
public final class Verifier {
  /**
   * The one policy of a gateway: a token that says for whom it speaks, and whose checks all hold.
   */
  private static final Policy POLICY =
      new Policy(
          Policy.Kind.ALLOW,
          List.of(
              new Rule(
                  Predicate.of("query"),
                  List.of(Predicate.of("user", new Term.Variable("iss"), new Term.Variable("sub"))),
                  List.of(),
                  List.of())));

  private final TrustedKeys keys;

  /**
   * @param keys the issuers' public keys
   */
  public Verifier(TrustedKeys keys) {
    this.keys = Objects.requireNonNull(keys);
  }

  /**
   * Decides one request.
   *
   * @param token the token's bytes
   * @param presented the request
   * @param proven the key that whoever asks has proved
   * @param now the time of the decision
   * @return whether the request may pass; refuse it unless this is {@link Decision.Allowed}
   */
  public Decision check(Bytes token, PresentedRequest presented, ProvenKey proven, Instant now) {
    try {
      UnverifiedChain claimed = UnverifiedChain.read(token);
      requireInTime(claimed.hops(), now);
      requireAudience(claimed.last(), presented.gateway());
      VerifiedChain chain = claimed.verify(keys);
      requireHolder(chain.last(), proven);
      return decide(chain, presented, now);
    } catch (Refusal refusal) {
      return new Decision.Denied(refusal.reason(), refusal.getMessage());
    }
  }

  /**
   * Verifies a token without deciding a request: shape, signatures, attestations. Neither time nor
   * holder is checked.
   *
   * @throws Refusal with the reason, if it is not a delegation token of an issuer that is trusted
   */
  public VerifiedChain verify(Bytes token) throws Refusal {
    return UnverifiedChain.read(token).verify(keys);
  }

  /**
   * Refuses a chain that is not in time: an expiry has no leeway, and exactly now is too late.
   *
   * @throws Refusal {@code token_expired} or {@code token_not_yet_valid}
   */
  public static void requireInTime(List<Hop> hops, Instant now) throws Refusal {
    Hop last = hops.get(hops.size() - 1);
    if (!now.isBefore(last.expiresAt())) {
      throw new Refusal(Reason.TOKEN_EXPIRED, "the token expired at " + last.expiresAt());
    }
    for (Hop hop : hops) {
      if (now.plus(Profile.CLOCK_LEEWAY).isBefore(hop.issuedAt())) {
        throw new Refusal(
            Reason.TOKEN_NOT_YET_VALID,
            "hop " + hop.number() + " was issued at " + hop.issuedAt() + ", which is yet to come");
      }
    }
  }

  /**
   * Refuses whoever did not prove the key that the last hop names.
   *
   * @throws Refusal {@code holder_key_unproven} or {@code holder_key_mismatch}
   */
  public static void requireHolder(Hop last, ProvenKey proven) throws Refusal {
    Thumbprint bound = last.holder().key();
    if (bound.isBearer() || bound.equals(proven.thumbprint())) {
      return;
    }
    if (proven.thumbprint().isBearer()) {
      throw new Refusal(
          Reason.HOLDER_KEY_UNPROVEN,
          "the token is bound to a key of \"" + last.holder().agent() + "\", and none was proved");
    }
    throw new Refusal(
        Reason.HOLDER_KEY_MISMATCH, "the proved key is not the one that the token is bound to");
  }

  private static void requireAudience(Hop last, String gateway) throws Refusal {
    if (!last.audience().contains(gateway)) {
      throw new Refusal(
          Reason.AUDIENCE_MISMATCH,
          "the token is for " + last.audience() + ", not for \"" + gateway + "\"");
    }
  }

  private static Decision decide(VerifiedChain chain, PresentedRequest presented, Instant now)
      throws Refusal {
    RequestFacts facts = new RequestFacts(presented, now);
    requireAnswerable(chain, facts);
    Outcome outcome =
        Evaluation.run(
            chain.biscuit(),
            new Authorizer(facts.facts(), List.of(), List.of(), List.of(POLICY)),
            EvaluationLimits.STANDARD,
            Map.of());
    if (outcome instanceof Outcome.Authorized) {
      return new Decision.Allowed(chain);
    }
    if (outcome instanceof Outcome.Undecided undecided) {
      return new Decision.Undecided(undecided.reason(), undecided.detail());
    }
    return denied(chain, (Outcome.Refused) outcome);
  }

  /** An attested check that fails says more than a holder's, so it is told first. */
  private static Decision denied(VerifiedChain chain, Outcome.Refused refused) {
    for (Outcome.FailedCheck failed : refused.failedChecks()) {
      if (!chain.holderBlocks().contains(failed.block().orElse(0))) {
        return new Decision.Denied(
            Reason.REQUEST_NOT_WITHIN_RIGHTS,
            "the request is not within the rights of the token, as of block "
                + failed.block().orElse(0));
      }
    }
    if (refused.failedChecks().isEmpty()) {
      return new Decision.Denied(
          Reason.REQUEST_NOT_WITHIN_RIGHTS, "the token does not say for whom it speaks");
    }
    Outcome.FailedCheck failed = refused.failedChecks().get(0);
    return new Decision.Denied(
        Reason.CHECK_FAILED,
        "check "
            + failed.index()
            + " that a holder added in block "
            + failed.block().orElse(0)
            + " does not hold");
  }

  /**
   * A {@code reject if} that asks for what the gateway cannot state would pass for want of a fact.
   */
  private static void requireAnswerable(VerifiedChain chain, RequestFacts facts) throws Refusal {
    for (int index : chain.holderBlocks()) {
      Block block = chain.biscuit().content().blocks().get(index).block();
      boolean rejects = block.checks().stream().anyMatch(c -> c.kind() == Check.Kind.REJECT);
      if (!rejects) {
        continue;
      }
      List<Rule> bodies = new ArrayList<>(block.rules());
      block.checks().stream()
          .filter(c -> c.kind() == Check.Kind.REJECT)
          .forEach(c -> bodies.addAll(c.queries()));
      for (Rule body : bodies) {
        for (Predicate pattern : body.body()) {
          if (!facts.knows(pattern)) {
            throw new Refusal(
                Reason.FACT_UNKNOWN,
                "block "
                    + index
                    + " rejects on \""
                    + pattern.name()
                    + "\", which is not known here");
          }
        }
      }
    }
  }
}
