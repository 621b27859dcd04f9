package io.deputy.issuer.ledger;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.issuer.directory.KnownUser;
import java.util.List;
import java.util.Objects;

/**
 * What the next hop needs of a row.
 *
 * @param hop which hop
 * @param chain of which chain
 * @param user as her token described her at the first hop
 * @param blocks the signed blocks since the parent's row, the hop's own last
 */
public record RecordedHop(HopId hop, ChainId chain, KnownUser user, List<Bytes> blocks) {
  public RecordedHop {
    Objects.requireNonNull(hop);
    Objects.requireNonNull(chain);
    Objects.requireNonNull(user);
    blocks = List.copyOf(blocks);
  }
}
