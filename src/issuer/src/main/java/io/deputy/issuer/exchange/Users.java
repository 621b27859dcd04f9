package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import java.time.Instant;

/** Port: for whom somebody is calling. */
public interface Users {
  /** The user that {@code token} vouches for, if it was issued for us and for {@code caller}. */
  VouchedUser verify(UserToken token, Agent caller, Instant now) throws Refusal;
}
