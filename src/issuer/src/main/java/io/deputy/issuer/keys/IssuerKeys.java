package io.deputy.issuer.keys;

import io.deputy.chain.TrustedKeys;
import io.deputy.minting.Signer;
import java.util.Objects;

/**
 * What this issuer signs with, and what the world should trust.
 *
 * @param root signs authority blocks
 * @param attestation attests hops
 * @param published every key of the issuer, those that no longer sign included
 */
public record IssuerKeys(Signer root, Signer attestation, TrustedKeys published) {
  public IssuerKeys {
    Objects.requireNonNull(root);
    Objects.requireNonNull(attestation);
    Objects.requireNonNull(published);
  }
}
