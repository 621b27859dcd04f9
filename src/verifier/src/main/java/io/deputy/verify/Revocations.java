package io.deputy.verify;

import io.deputy.Refusal;
import io.deputy.chain.Hop;
import io.deputy.chain.SignedChain;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.UnverifiedChain;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the issuers that a gateway trusts have taken back, as far as it knows. Immutable: news make
 * another one, which is swapped in as a whole. What one issuer took back is not looked for in
 * another's tokens, since each names its agents and users by itself.
 */
public final class Revocations {
  /** How many were made in this process. */
  private static final AtomicLong MADE = new AtomicLong();

  /** Nothing is known to be revoked. */
  public static final Revocations NONE = new Revocations(Map.of());

  private final Map<String, IssuerRevocations> byIssuer;
  private final long version;

  private Revocations(Map<String, IssuerRevocations> byIssuer) {
    this.byIssuer = Map.copyOf(byIssuer);
    this.version = MADE.incrementAndGet();
  }

  /**
   * How much is kept as fingerprints: hops, chains and signatures.
   *
   * @param entries how many
   * @param bytes what their tables take
   */
  public record Size(long entries, long bytes) {}

  /** How much is kept of what {@code issuer} took back. */
  public Size size(String issuer) {
    return byIssuer.getOrDefault(issuer, IssuerRevocations.NONE).size();
  }

  /** A number that no others have: what these have not revoked is remembered under it. */
  long version() {
    return version;
  }

  /**
   * These, and what {@code issuer} took back besides. Both share what they have in common: a few
   * news cost microseconds, however much there is.
   *
   * @param issuer the issuer's URL, as it stands in its tokens
   */
  public Revocations with(String issuer, Collection<? extends Revocation> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, IssuerRevocations> changed = new HashMap<>(byIssuer);
    changed.put(issuer, byIssuer.getOrDefault(issuer, IssuerRevocations.NONE).with(more));
    return new Revocations(changed);
  }

  /**
   * Refuses a token by what it claims: enough to deny it, never enough to trust it. Signatures are
   * not considered.
   *
   * @throws Refusal {@code token_revoked}
   */
  public void requireLive(UnverifiedChain claimed) throws Refusal {
    IssuerRevocations revoked = byIssuer.get(claimed.issuer());
    if (revoked != null) {
      revoked.requireLive(claimed.id(), claimed.user(), claimed.hops());
    }
  }

  /**
   * Refuses what was revoked, or any ancestor of it.
   *
   * @throws Refusal {@code token_revoked}
   */
  public void requireLive(SignedChain chain) throws Refusal {
    IssuerRevocations revoked = byIssuer.get(chain.issuer());
    if (revoked != null) {
      revoked.requireLive(chain.id(), chain.user(), chain.hops());
      revoked.requireLive(chain.revocationIds());
    }
  }

  /**
   * Refuses what was revoked of a chain on record, as it was after one of its hops.
   *
   * @param number of the hop; what follows it is not considered
   * @throws Refusal {@code token_revoked}
   */
  public void requireLive(UnprovenChain chain, int number) throws Refusal {
    IssuerRevocations revoked = byIssuer.get(chain.issuer());
    if (revoked != null) {
      List<Hop> hops = chain.hops().subList(0, number + 1);
      revoked.requireLive(chain.id(), chain.user(), hops);
      revoked.requireLive(chain.revocationIds().subList(0, hops.get(number).block() + 1));
    }
  }
}
