package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import java.time.Instant;
import java.util.Objects;

/**
 * Something that an issuer took back, for good. Whatever descends from it is taken back with it: a
 * token carries the attested blocks of all its ancestors, so one that dies is seen in every
 * descendant, however often blocks were signed again.
 */
public sealed interface Revocation {
  /** One hop and every hop below it. */
  record OfHop(HopId hop) implements Revocation {
    public OfHop {
      Objects.requireNonNull(hop);
    }
  }

  /** Everything that was delegated from one exchange of a user's token. */
  record OfChain(ChainId chain) implements Revocation {
    public OfChain {
      Objects.requireNonNull(chain);
    }
  }

  /**
   * Every chain of a user that began until then. One that she begins later stands, unless she is
   * revoked again.
   *
   * @param user whose authority the chains carry
   * @param through the last second, inclusive, by the time that stands in hop 0
   */
  record OfUser(User user, Instant through) implements Revocation {
    public OfUser {
      Objects.requireNonNull(user);
      Objects.requireNonNull(through);
    }
  }

  /**
   * What an agent was given until then, and everything below it. What it is given later stands,
   * unless it is revoked again.
   *
   * @param agent the agent's id
   * @param through the last second, inclusive, by the time that stands in the hop that it holds
   */
  record OfAgent(String agent, Instant through) implements Revocation {
    public OfAgent {
      Objects.requireNonNull(agent);
      Objects.requireNonNull(through);
    }
  }

  /**
   * Every token with the block of this signature: the revocation id of Biscuit, and the only one
   * that a block has which a holder added. Whoever holds the secret before the block can sign it
   * again, under another signature; so take back hops by their ids.
   *
   * @param id the block's signature; one of P-256 in either form of S
   */
  record OfSignature(Bytes id) implements Revocation {
    public OfSignature {
      Objects.requireNonNull(id);
    }
  }
}
