package io.deputy.issuer.audit;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what would be revoked: a hop, a chain, a user or an agent. */
public final class RevocationTarget {
  /** The parameters that name something, of which there is one. */
  private static final List<String> KINDS = List.of("hop", "chain", "user", "agent");

  private static final String USER_ISSUER = "user_issuer";

  /** All parameters. */
  public static final Set<String> NAMES = Set.of("hop", "chain", "user", "agent", USER_ISSUER);

  private RevocationTarget() {}

  /**
   * Reads it.
   *
   * @param now until when, for a user or an agent
   * @throws Refusal {@code parameter_missing}, {@code parameter_repeated} or {@code
   *     parameter_invalid}
   */
  public static Revocation read(Map<String, List<String>> parameters, Instant now) throws Refusal {
    Optional<HopId> hop = FilterReader.uuid(parameters, "hop").map(HopId::new);
    Optional<ChainId> chain = FilterReader.uuid(parameters, "chain").map(ChainId::new);
    Optional<String> user = FilterReader.single(parameters, "user");
    Optional<String> agent = FilterReader.single(parameters, "agent");
    Optional<String> issuer = FilterReader.single(parameters, USER_ISSUER);
    long named = List.of(hop, chain, user, agent).stream().filter(Optional::isPresent).count();
    if (named != 1) {
      throw new Refusal(
          named == 0 ? Reason.PARAMETER_MISSING : Reason.PARAMETER_INVALID,
          "say what to revoke with one of " + KINDS);
    }
    if (user.isPresent() != issuer.isPresent()) {
      throw new Refusal(
          issuer.isPresent() ? Reason.PARAMETER_INVALID : Reason.PARAMETER_MISSING,
          "\"user\" and \"user_issuer\", who vouches for her, go together");
    }
    if (hop.isPresent()) {
      return new Revocation.OfHop(hop.get());
    }
    if (chain.isPresent()) {
      return new Revocation.OfChain(chain.get());
    }
    return user.isPresent()
        ? new Revocation.OfUser(new User(issuer.orElseThrow(), user.get()), now)
        : new Revocation.OfAgent(agent.orElseThrow(), now);
  }
}
