package io.deputy.verify;

import io.deputy.Refusal;
import io.deputy.chain.UnverifiedChain;
import io.deputy.chain.VerifiedChain;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What the issuers that a gateway trusts have taken back, as far as it knows. Immutable: news make
 * another one, which is swapped in as a whole. What one issuer took back is not looked for in
 * another's tokens, since each names its agents and users by itself.
 */
public final class Revocations {
  /** Nothing is known to be revoked. */
  public static final Revocations NONE = new Revocations(Map.of());

  private final Map<String, IssuerRevocations> byIssuer;

  private Revocations(Map<String, IssuerRevocations> byIssuer) {
    this.byIssuer = Map.copyOf(byIssuer);
  }

  /**
   * These, and what {@code issuer} took back besides. Costs time and memory for all of the issuer's
   * entries.
   *
   * @param issuer the issuer's URL, as it stands in its tokens
   */
  public Revocations with(String issuer, Collection<? extends Revocation> more) {
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
   * Refuses a token that was revoked, or any ancestor of it.
   *
   * @throws Refusal {@code token_revoked}
   */
  public void requireLive(VerifiedChain chain) throws Refusal {
    IssuerRevocations revoked = byIssuer.get(chain.issuer());
    if (revoked != null) {
      revoked.requireLive(chain.id(), chain.user(), chain.hops());
      revoked.requireLive(chain.biscuit().revocationIds());
    }
  }
}
