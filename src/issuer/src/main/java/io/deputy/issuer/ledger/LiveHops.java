package io.deputy.issuer.ledger;

import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.issuer.directory.KnownUser;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Port: the tokens that still live, as the record has them. */
public interface LiveHops {
  /**
   * A hop whose token has neither expired nor been revoked.
   *
   * @param chain of which chain
   * @param hop which hop
   * @param parent the hop before; none at the first
   * @param depth its number in the chain
   * @param holder who holds the token, and with which key
   * @param user as her token described her at the first hop
   * @param granted the rights of the token
   * @param expiresAt when it expires, exclusive
   */
  record LiveHop(
      ChainId chain,
      HopId hop,
      Optional<HopId> parent,
      int depth,
      Holder holder,
      KnownUser user,
      Rights granted,
      Instant expiresAt) {
    public LiveHop {
      Objects.requireNonNull(chain);
      Objects.requireNonNull(hop);
      Objects.requireNonNull(parent);
      Objects.requireNonNull(holder);
      Objects.requireNonNull(user);
      Objects.requireNonNull(granted);
      Objects.requireNonNull(expiresAt);
    }
  }

  /**
   * Those that expire after {@code now}, the longest-lived first.
   *
   * @param limit how many at most
   * @throws Refusal {@code record_unavailable} if they cannot be read
   */
  List<LiveHop> live(Instant now, int limit) throws Refusal;
}
