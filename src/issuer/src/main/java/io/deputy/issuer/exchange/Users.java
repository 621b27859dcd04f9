package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;

/** Port: for whom somebody is calling. */
public interface Users {
  /**
   * The user that {@code token} vouches for, if an issuer of {@code directory} issued it, for us
   * and for {@code caller}.
   */
  VouchedUser verify(UserToken token, Agent caller, Directory directory, Instant now)
      throws Refusal;
}
