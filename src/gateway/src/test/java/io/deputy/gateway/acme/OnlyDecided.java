package io.deputy.gateway.acme;

import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Recorder;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A recorder for tests that look at decisions only: of other refusals it keeps nothing. */
@FunctionalInterface
public interface OnlyDecided extends Recorder {
  @Override
  default CompletionStage<Void> turnedAway(
      Credentials credentials,
      String route,
      Optional<String> traceParent,
      Verdict.Refused refused,
      Instant at) {
    return NONE.turnedAway(credentials, route, traceParent, refused, at);
  }

  @Override
  default CompletionStage<Void> unread(
      Caller caller,
      Route route,
      Optional<String> traceParent,
      Verdict.Refused refused,
      Instant at) {
    return NONE.unread(caller, route, traceParent, refused, at);
  }
}
