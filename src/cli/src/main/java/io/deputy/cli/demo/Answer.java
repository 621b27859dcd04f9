package io.deputy.cli.demo;

import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What the issuer answered to a token exchange. */
sealed interface Answer {
  /**
   * A token.
   *
   * @param token its text; a secret
   * @param rights what it allows, as the answer says
   * @param lifetime how long it lives from now
   */
  record Granted(String token, Rights rights, Duration lifetime) implements Answer {
    public Granted {
      Objects.requireNonNull(token);
      Objects.requireNonNull(rights);
      Objects.requireNonNull(lifetime);
    }

    @Override
    public String toString() {
      return "granted [redacted]";
    }
  }

  /**
   * No token.
   *
   * @param status of HTTP
   * @param error of RFC 6749, section 5.2
   * @param reason the frozen code
   * @param description one line for people
   * @param counterExample a request that was asked for and may not be had
   */
  record Refused(
      int status, String error, String reason, String description, Optional<Request> counterExample)
      implements Answer {
    public Refused {
      Objects.requireNonNull(error);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(description);
      Objects.requireNonNull(counterExample);
    }
  }
}
