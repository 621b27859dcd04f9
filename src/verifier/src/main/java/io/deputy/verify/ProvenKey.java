package io.deputy.verify;

import io.deputy.chain.Thumbprint;
import java.util.Objects;

/**
 * What the caller proved about itself, as an adapter (DPoP, mutual TLS, a signed client assertion)
 * found out. Making one is the claim that the proof was checked.
 *
 * @param thumbprint of the key whose possession was proved; {@link Thumbprint#BEARER} for none
 */
public record ProvenKey(Thumbprint thumbprint) {
  /** The caller proved nothing. */
  public static final ProvenKey NONE = new ProvenKey(Thumbprint.BEARER);

  public ProvenKey {
    Objects.requireNonNull(thumbprint);
  }
}
