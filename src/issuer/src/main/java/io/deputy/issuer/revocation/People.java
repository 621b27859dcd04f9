package io.deputy.issuer.revocation;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Credential;
import java.time.Instant;

/** Port: who the person is that presents a token of her own. */
public interface People {
  /**
   * The user or the operator whose token {@code bearer} is, by what {@code directory} says.
   *
   * @throws Refusal why it is nobody's; {@code issuer_keys_unavailable} if nobody can tell now
   */
  Revoker authenticate(Credential bearer, Directory directory, Instant now) throws Refusal;
}
