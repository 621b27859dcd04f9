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
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What one issuer took back, found in time that does not depend on how much that is. Of hops,
 * chains and signatures it keeps fingerprints under a key of this process: two ids have the same
 * one by chance only (of ten million ids, one lookup in 10^12), and then something is refused that
 * nobody took back.
 */
final class IssuerRevocations {
  static final IssuerRevocations NONE =
      new IssuerRevocations(Fingerprints.NONE, false, Map.of(), Map.of());

  private static final KeyedHash HASH = KeyedHash.random();
  private static final long OF_HOP = 1;
  private static final long OF_CHAIN = 2;
  private static final long OF_SIGNATURE = 3;

  private final Fingerprints ids;

  /** Whether there is any signature among them: there seldom is, and tokens have many. */
  private final boolean signatures;

  private final Map<User, Instant> users;
  private final Map<String, Instant> agents;

  private IssuerRevocations(
      Fingerprints ids, boolean signatures, Map<User, Instant> users, Map<String, Instant> agents) {
    this.ids = ids;
    this.signatures = signatures;
    this.users = users;
    this.agents = agents;
  }

  IssuerRevocations with(Collection<? extends Revocation> more) {
    Map<User, Instant> moreUsers = new HashMap<>();
    Map<String, Instant> moreAgents = new HashMap<>();
    for (Revocation revocation : more) {
      if (revocation instanceof Revocation.OfUser of) {
        moreUsers.merge(of.user(), of.through(), IssuerRevocations::later);
      } else if (revocation instanceof Revocation.OfAgent of) {
        moreAgents.merge(of.agent(), of.through(), IssuerRevocations::later);
      }
    }
    return new IssuerRevocations(
        ids.with(more.stream().flatMapToLong(IssuerRevocations::fingerprints).toArray()),
        signatures || more.stream().anyMatch(r -> r instanceof Revocation.OfSignature),
        merged(users, moreUsers),
        merged(agents, moreAgents));
  }

  private static <K> Map<K, Instant> merged(Map<K, Instant> known, Map<K, Instant> more) {
    if (more.isEmpty()) {
      return known;
    }
    Map<K, Instant> all = new HashMap<>(known);
    more.forEach((key, through) -> all.merge(key, through, IssuerRevocations::later));
    return all;
  }

  private static LongStream fingerprints(Revocation revocation) {
    if (revocation instanceof Revocation.OfHop of) {
      return LongStream.of(of(of.hop()));
    } else if (revocation instanceof Revocation.OfChain of) {
      return LongStream.of(of(of.chain()));
    } else if (revocation instanceof Revocation.OfSignature of) {
      // Of which algorithm it is does not stand in it, so it is kept in both readings.
      return LongStream.of(of(of.id()), of(RevocationId.lowS(of.id())));
    } else if (revocation instanceof Revocation.OfUser
        || revocation instanceof Revocation.OfAgent) {
      return LongStream.empty();
    }
    throw new IllegalStateException("no set for " + revocation.getClass());
  }

  private static long of(HopId hop) {
    return HASH.of(OF_HOP, hop.value());
  }

  private static long of(ChainId chain) {
    return HASH.of(OF_CHAIN, chain.value());
  }

  private static long of(Bytes signature) {
    return HASH.of(OF_SIGNATURE, signature);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** How many ids there are, and how many bytes they take. */
  Revocations.Size size() {
    return new Revocations.Size(ids.size(), ids.bytes());
  }

  void requireLive(ChainId chain, User user, List<Hop> path) throws Refusal {
    if (ids.contains(of(chain))) {
      throw revoked("its chain was");
    }
    if (isThrough(users.get(user), path.get(0))) {
      throw revoked("what its user delegated until " + users.get(user) + " was");
    }
    for (Hop hop : path) {
      if (ids.contains(of(hop.id()))) {
        throw revoked("hop " + hop.number() + " was");
      }
      String agent = hop.holder().agent();
      if (isThrough(agents.get(agent), hop)) {
        throw revoked("what \"" + agent + "\" held until " + agents.get(agent) + " was");
      }
    }
  }

  void requireLive(List<Bytes> revocationIds) throws Refusal {
    if (!signatures) {
      return;
    }
    for (int block = 0; block < revocationIds.size(); block++) {
      if (ids.contains(of(revocationIds.get(block)))) {
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
