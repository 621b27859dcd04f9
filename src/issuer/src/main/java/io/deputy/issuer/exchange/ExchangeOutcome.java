package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** How a request for a token ends. */
public sealed interface ExchangeOutcome {
  /**
   * A token was minted and stands in the ledger.
   *
   * @param token the token, in its text form
   * @param chain its chain
   * @param hop what it says
   * @param rights what it allows
   * @param scopes those of the scopes asked for that were granted in full
   * @param lifetime how long it lives from now, in whole seconds
   * @param promise that the transparency log will have it: a JWS
   */
  record Exchanged(
      Credential token,
      ChainId chain,
      Hop hop,
      Rights rights,
      SortedSet<String> scopes,
      Duration lifetime,
      String promise)
      implements ExchangeOutcome {
    public Exchanged {
      Objects.requireNonNull(token);
      Objects.requireNonNull(chain);
      Objects.requireNonNull(hop);
      Objects.requireNonNull(rights);
      scopes = Collections.unmodifiableSortedSet(new TreeSet<>(scopes));
      Objects.requireNonNull(lifetime);
      Objects.requireNonNull(promise);
    }
  }

  /**
   * Nothing was issued.
   *
   * @param reason the frozen code
   * @param description one line for people
   * @param counterExample a request that was asked for and cannot be had, where that is the reason
   */
  record Refused(Reason reason, String description, Optional<Request> counterExample)
      implements ExchangeOutcome {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(description);
      Objects.requireNonNull(counterExample);
    }

    /** The refusal as data. */
    public static Refused because(Refusal refusal) {
      return new Refused(refusal.reason(), refusal.getMessage(), Optional.empty());
    }
  }
}
