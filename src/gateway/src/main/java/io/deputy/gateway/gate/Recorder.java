package io.deputy.gateway.gate;

import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What keeps the decisions. */
public interface Recorder {
  /** Keeps nothing; for routes that demand no record. */
  Recorder NONE =
      new Recorder() {
        @Override
        public CompletionStage<Void> decided(
            Caller caller, Asked asked, Verdict verdict, Instant at) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> turnedAway(
            Credentials credentials,
            String route,
            Optional<String> traceParent,
            Verdict.Refused refused,
            Instant at) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> unread(
            Caller caller,
            Route route,
            Optional<String> traceParent,
            Verdict.Refused refused,
            Instant at) {
          return CompletableFuture.completedFuture(null);
        }
      };

  /**
   * Keeps a decision about what a known caller asked.
   *
   * @return completes once it is safe; fails if it cannot be kept
   */
  CompletionStage<Void> decided(Caller caller, Asked asked, Verdict verdict, Instant at);

  /** Keeps that somebody was refused before it was known who it is. */
  CompletionStage<Void> turnedAway(
      Credentials credentials,
      String route,
      Optional<String> traceParent,
      Verdict.Refused refused,
      Instant at);

  /** Keeps that a known caller was refused before it was known what the message asks for. */
  CompletionStage<Void> unread(
      Caller caller,
      Route route,
      Optional<String> traceParent,
      Verdict.Refused refused,
      Instant at);
}
