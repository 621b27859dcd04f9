package io.deputy.minting.keys;

import io.deputy.biscuit.PublicKey;
import io.deputy.minting.Signer;
import java.util.Set;

/** Where private halves are kept, by the names of {@link IssuerKey#name}. */
interface PrivateKeys {
  /** Makes a key, keeps it under a name that nothing has, and gives its public half. */
  PublicKey generate(String name) throws KeysInvalid;

  /**
   * What signs with a key. The private half is read here, once.
   *
   * @throws KeysInvalid if there is no such key, or not the one whose public half is known
   */
  Signer signer(IssuerKey key) throws KeysInvalid;

  /** The names of all keys that are there, those that no manifest has included. */
  Set<String> names() throws KeysInvalid;
}
