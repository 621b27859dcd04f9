package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.RevocationId;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one issuer took back, found in time that does not depend on how much that is. */
final class IssuerRevocations {
  static final IssuerRevocations NONE =
      new IssuerRevocations(Set.of(), Set.of(), Map.of(), Map.of(), Set.of());

  private final Set<HopId> hops;
  private final Set<ChainId> chains;
  private final Map<User, Instant> users;
  private final Map<String, Instant> agents;
  private final Set<Bytes> signatures;

  private IssuerRevocations(
      Set<HopId> hops,
      Set<ChainId> chains,
      Map<User, Instant> users,
      Map<String, Instant> agents,
      Set<Bytes> signatures) {
    this.hops = hops;
    this.chains = chains;
    this.users = users;
    this.agents = agents;
    this.signatures = signatures;
  }

  IssuerRevocations with(Collection<? extends Revocation> more) {
    IssuerRevocations all =
        new IssuerRevocations(
            new HashSet<>(hops),
            new HashSet<>(chains),
            new HashMap<>(users),
            new HashMap<>(agents),
            new HashSet<>(signatures));
    more.forEach(all::add);
    return all;
  }

  /** Only while nobody else has this object. */
  private void add(Revocation revocation) {
    if (revocation instanceof Revocation.OfHop of) {
      hops.add(of.hop());
    } else if (revocation instanceof Revocation.OfChain of) {
      chains.add(of.chain());
    } else if (revocation instanceof Revocation.OfUser of) {
      users.merge(of.user(), of.through(), IssuerRevocations::later);
    } else if (revocation instanceof Revocation.OfAgent of) {
      agents.merge(of.agent(), of.through(), IssuerRevocations::later);
    } else if (revocation instanceof Revocation.OfSignature of) {
      // Of which algorithm it is does not stand in it, so it is kept in both readings.
      signatures.add(of.id());
      signatures.add(RevocationId.lowS(of.id()));
    } else {
      throw new IllegalStateException("no set for " + revocation.getClass());
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  void requireLive(ChainId chain, User user, List<Hop> path) throws Refusal {
    if (chains.contains(chain)) {
      throw revoked("its chain was");
    }
    if (isThrough(users.get(user), path.get(0))) {
      throw revoked("what its user delegated until " + users.get(user) + " was");
    }
    for (Hop hop : path) {
      if (hops.contains(hop.id())) {
        throw revoked("hop " + hop.number() + " was");
      }
      String agent = hop.holder().agent();
      if (isThrough(agents.get(agent), hop)) {
        throw revoked("what \"" + agent + "\" held until " + agents.get(agent) + " was");
      }
    }
  }

  void requireLive(List<Bytes> revocationIds) throws Refusal {
    if (signatures.isEmpty()) {
      return;
    }
    for (int block = 0; block < revocationIds.size(); block++) {
      if (signatures.contains(revocationIds.get(block))) {
        throw revoked("block " + block + " was");
      }
    }
  }

  private static boolean isThrough(Instant through, Hop hop) {
    return through != null && !hop.issuedAt().isAfter(through);
  }

  private static Refusal revoked(String what) {
    return new Refusal(Reason.TOKEN_REVOKED, "the token is revoked: " + what + " taken back");
  }
}
