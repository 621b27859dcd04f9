package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Hop;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The splice check of a next hop. Either the caller is the agent that the last hop names, and has
 * proved the key that it names; or that agent has signed, with that key, that the caller may have a
 * token of this one (pull).
 */
final class Delegations {
  private final Consents consents;

  Delegations(Consents consents) {
    this.consents = Objects.requireNonNull(consents);
  }

  Delegation of(ExchangeRequest request, Hop last, Proven proven, Directory directory, Instant now)
      throws Refusal {
    return request.consent().isPresent()
        ? pulled(request, request.consent().get(), last, proven, directory, now)
        : pushed(request, last, proven);
  }

  private static Delegation pushed(ExchangeRequest request, Hop last, Proven proven)
      throws Refusal {
    Agent caller = proven.agent();
    if (!last.holder().agent().equals(caller.id())) {
      throw new Refusal(
          Reason.CALLER_NOT_HOLDER,
          "the subject token is held by another agent than \"" + caller.id() + "\"");
    }
    Thumbprint bound = last.holder().key();
    Verifier.requireHolder(last, proven.keyFor(bound));
    proven.requireOwnKey(Optional.of(bound));
    return new Delegation(
        caller, request.actor().orElse(caller.id()), request.actorKey(), Optional.empty());
  }

  private Delegation pulled(
      ExchangeRequest request,
      Credential signed,
      Hop last,
      Proven proven,
      Directory directory,
      Instant now)
      throws Refusal {
    Agent holder =
        directory
            .enabledAgent(last.holder().agent())
            .orElseThrow(
                () ->
                    new Refusal(
                        Reason.CHAIN_ACTOR_DISABLED,
                        "the holder of the subject token is not enabled any more"));
    Consent consent = consents.verify(signed, holder, last.holder().key(), now);
    consent.requireFor(proven.agent(), request);
    proven.requireOwnKey(Optional.of(consent.key()));
    if (!request.actor().orElse(consent.agent()).equals(consent.agent())) {
      throw new Refusal(
          Reason.CONSENT_MISMATCH,
          "the consent is for \"" + consent.agent() + "\", who is not the \"requested_actor\"");
    }
    return new Delegation(
        holder, consent.agent(), Optional.of(consent.key()), Optional.of(consent));
  }
}
