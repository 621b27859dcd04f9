package io.deputy.issuer.exchange;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.ledger.OneTimeToken;
import java.util.Objects;

/**
 * What a holder signed.
 *
 * @param agent the sub-agent that may have a token
 * @param key the key that this token is to be bound to
 * @param token SHA-256 of the holder's token as text
 * @param rights the most that may be had
 * @param used to be used up with the hop
 * @param evidence the consent itself, for the record
 */
public record Consent(
    String agent,
    Thumbprint key,
    Bytes token,
    Rights rights,
    OneTimeToken used,
    Credential evidence) {
  public Consent {
    Objects.requireNonNull(agent);
    Objects.requireNonNull(key);
    Objects.requireNonNull(token);
    Objects.requireNonNull(rights);
    Objects.requireNonNull(used);
    Objects.requireNonNull(evidence);
  }

  /** Refuses unless it is for this caller, this token, and this key if one is asked for. */
  void requireFor(Agent caller, ExchangeRequest request) throws Refusal {
    if (!agent.equals(caller.id())) {
      throw mismatch("agent: it is for \"" + agent + "\"");
    }
    if (!token.equals(request.subjectToken().hash())) {
      throw mismatch("token");
    }
    if (!request.actorKey().orElse(key).equals(key)) {
      throw mismatch("key than \"req_cnf\": it is for \"" + key + "\"");
    }
  }

  private static Refusal mismatch(String what) {
    return new Refusal(Reason.CONSENT_MISMATCH, "the consent is for another " + what);
  }
}
