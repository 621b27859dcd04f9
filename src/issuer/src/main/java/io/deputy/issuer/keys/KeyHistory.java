package io.deputy.issuer.keys;

import io.deputy.minting.keys.IssuerKey;
import io.deputy.minting.keys.KeysInvalid;
import java.util.List;

/** Port: the append-only record of every state that a key was ever in. */
public interface KeyHistory {
  /**
   * Records what is new about these keys.
   *
   * @throws KeysInvalid if a number was recorded before for another key: it would make old tokens,
   *     and the record of them, ambiguous
   * @throws RuntimeException if the record is not available
   */
  void keep(List<IssuerKey> keys) throws KeysInvalid;
}
