package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;

/** Signs with one of the issuer's long-lived keys, wherever that key is kept. */
public interface Signer {
  /** The number under which verifiers know the key. */
  int number();

  /** The public half. */
  PublicKey publicKey();

  /** Signs {@code message}. */
  Bytes sign(Bytes message);
}
