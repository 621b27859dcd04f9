package io.deputy.cli.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A token exchange (RFC 8693, section 2.1).
 *
 * @param caller who asks
 * @param subjectToken what it has
 * @param subjectTokenType of which type that is
 * @param requestedActor who shall hold the new token, if not the caller
 * @param rights what the new token shall allow, as JSON
 * @param lifetime how long it shall live
 * @param onExcess {@code refuse} or {@code narrow}
 */
record Ask(
    Agent caller,
    String subjectToken,
    String subjectTokenType,
    Optional<Agent> requestedActor,
    String rights,
    Duration lifetime,
    String onExcess) {
  /** The type of a user's token. */
  static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  /** The type of a delegation token. */
  static final String DELEGATION = "urn:deputy:params:oauth:token-type:biscuit";

  Ask {
    Objects.requireNonNull(caller);
    Objects.requireNonNull(subjectToken);
    Objects.requireNonNull(requestedActor);
    Objects.requireNonNull(rights);
    Objects.requireNonNull(lifetime);
  }

  /** For the first hop: the caller has a user's token. */
  static Ask first(Agent caller, String userToken, String rights, Duration lifetime) {
    return new Ask(caller, userToken, JWT, Optional.empty(), rights, lifetime, "refuse");
  }

  /** For a next hop: the caller delegates what it has. */
  static Ask next(Agent caller, String token, Agent actor, String rights, Duration lifetime) {
    return new Ask(caller, token, DELEGATION, Optional.of(actor), rights, lifetime, "refuse");
  }

  /** The same, content with less than is asked for. */
  Ask narrowing() {
    return new Ask(
        caller, subjectToken, subjectTokenType, requestedActor, rights, lifetime, "narrow");
  }

  /** The parameters of the form, without those that authenticate the caller. */
  Map<String, String> parameters() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("subject_token", subjectToken);
    form.put("subject_token_type", subjectTokenType);
    form.put("authorization_details", rights);
    form.put("expires_in", Long.toString(lifetime.toSeconds()));
    form.put("on_excess", onExcess);
    requestedActor.ifPresent(actor -> form.put("requested_actor", actor.id()));
    return form;
  }

  @Override
  public String toString() {
    return "ask of " + caller.id() + " [redacted]";
  }
}
