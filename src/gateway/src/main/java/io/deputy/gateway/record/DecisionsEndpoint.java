package io.deputy.gateway.record;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Port: where batches are delivered. */
public interface DecisionsEndpoint {
  /**
   * Delivers one batch, a compact JWS, and waits for the answer, which comes within some seconds.
   */
  Answer post(String jws) throws InterruptedException;

  /** What became of a batch. */
  sealed interface Answer {
    /**
     * All of it is stored.
     *
     * @param next the lowest number that the stream lacks there
     */
    record Stored(long next) implements Answer {}

    /** It is too long, so nothing of it is stored. */
    record TooLong() implements Answer {}

    /**
     * Nothing of it is stored, or nobody knows.
     *
     * @param why one line for people
     * @param retryAfter how long the issuer wants to be left alone
     */
    record Failed(String why, Optional<Duration> retryAfter) implements Answer {
      public Failed {
        Objects.requireNonNull(why);
        Objects.requireNonNull(retryAfter);
      }
    }
  }
}
