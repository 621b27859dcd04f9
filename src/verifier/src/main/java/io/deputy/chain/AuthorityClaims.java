package io.deputy.chain;

import io.deputy.capability.Rights;
import java.util.Objects;

/** What an authority block says beside its hop. */
record AuthorityClaims(String issuer, ChainId chain, User user, Rights rights) {
  AuthorityClaims {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(chain);
    Objects.requireNonNull(user);
    Objects.requireNonNull(rights);
  }
}
