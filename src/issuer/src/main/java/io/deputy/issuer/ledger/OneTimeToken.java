package io.deputy.issuer.ledger;

import io.deputy.Reason;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A JWT that was used and counts once, whichever instance sees it.
 *
 * @param kind what it was used as; ids of different kinds have nothing to do with each other
 * @param signer whose id it is: the agent, or for a proof the thumbprint of its key
 * @param id its {@code jti}
 * @param expiresAt when nobody could use it any more
 */
public record OneTimeToken(Kind kind, String signer, String id, Instant expiresAt) {
  public OneTimeToken {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(signer);
    Objects.requireNonNull(id);
    Objects.requireNonNull(expiresAt);
  }

  /** What a token was used as. The words stand in the record. */
  public enum Kind {
    /** RFC 7523, section 3, item 7. */
    CLIENT_ASSERTION(Reason.CLIENT_ASSERTION_REPLAYED),
    /** RFC 9449, section 11.1. */
    DPOP_PROOF(Reason.DPOP_PROOF_REPLAYED),
    /** The identity of an agent that is delegated to. */
    ACTOR_TOKEN(Reason.ACTOR_TOKEN_REPLAYED),
    /** What a holder signed for a sub-agent. */
    CONSENT(Reason.CONSENT_REPLAYED);

    private final Reason replayed;

    Kind(Reason replayed) {
      this.replayed = replayed;
    }

    /** Why a second use is refused. */
    public Reason replayed() {
      return replayed;
    }

    /** As it stands in the record. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String text() {
      return word().replace('_', ' ');
    }
  }
}
