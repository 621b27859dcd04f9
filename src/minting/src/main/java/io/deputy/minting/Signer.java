package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;

/** Signs with one of the issuer's long-lived keys, wherever that key is kept. */
public interface Signer {
  /** The number under which verifiers know the key. */
  int number();

  /** The public half. */
  PublicKey publicKey();

  /**
   * Signs {@code message}: Ed25519 (RFC 8032), or ECDSA with SHA-256 on P-256 in DER.
   *
   * @throws SignerUnavailable if what holds the key does not sign now
   */
  Bytes sign(Bytes message);
}
