package io.deputy.issuer.exchange;

import io.deputy.chain.Thumbprint;
import io.deputy.issuer.ledger.OneTimeToken;
import java.util.Objects;

/**
 * A key that whoever sent the request has proved with DPoP.
 *
 * @param key which
 * @param proof to be used up with the hop
 */
public record KeyProof(Thumbprint key, OneTimeToken proof) {
  public KeyProof {
    Objects.requireNonNull(key);
    Objects.requireNonNull(proof);
  }
}
