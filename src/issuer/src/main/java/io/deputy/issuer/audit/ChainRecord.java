package io.deputy.issuer.audit;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One chain on record.
 *
 * @param chain its id
 * @param user whose authority it carries
 * @param groups hers, as her token had them at the first hop
 * @param roles hers, likewise
 * @param hops its hops, parents before children
 * @param truncated whether it has more hops than are shown
 */
public record ChainRecord(
    ChainId chain,
    User user,
    List<String> groups,
    List<String> roles,
    List<ChainHop> hops,
    boolean truncated) {
  /** Hops of a chain that are shown: each costs a comparison of rights. */
  public static final int MAX_HOPS = 200;

  public ChainRecord {
    Objects.requireNonNull(chain);
    Objects.requireNonNull(user);
    groups = List.copyOf(groups);
    roles = List.copyOf(roles);
    hops = List.copyOf(hops);
    if (hops.isEmpty()) {
      throw new IllegalArgumentException("a chain has a first hop");
    }
  }

  /** One of its hops. */
  public Optional<ChainHop> hop(HopId id) {
    return hops.stream().filter(hop -> hop.id().equals(id)).findFirst();
  }

  /** What is said of a chain that is not there. */
  public static Refusal unknown(String id) {
    return new Refusal(Reason.ENTRY_UNKNOWN, "the record has no chain \"" + id + "\"");
  }
}
