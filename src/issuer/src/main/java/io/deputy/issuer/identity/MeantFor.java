package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.UserIssuer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a user's token was meant for the agent that presents it: copies must not work. */
final class MeantFor {
  private final String self;

  /**
   * @param self the name of this issuer
   */
  MeantFor(String self) {
    this.self = Objects.requireNonNull(self);
  }

  /**
   * Every claim that names a caller must name {@code caller}, and the issuer's own must be there.
   */
  void require(String caller, Claims claims, UserIssuer issuer) throws JwtInvalid, Refusal {
    // RFC 8693, section 4.4: where may_act is there it counts, whatever else names the caller.
    Optional<String> mayAct = mayAct(claims);
    List<Optional<String>> named =
        switch (issuer.callerClaim()) {
          case AZP ->
              List.of(Optional.of(claims.requireText("azp")), claims.text("client_id"), mayAct);
          case CLIENT_ID ->
              List.of(Optional.of(claims.requireText("client_id")), claims.text("azp"), mayAct);
          // The others name the client that the user signed in to, which is somebody else here.
          case MAY_ACT -> List.of(Optional.of(mayAct.orElseThrow(() -> Claims.missing("may_act"))));
        };
    if (!named.stream().allMatch(name -> name.orElse(caller).equals(caller))) {
      throw new Refusal(
          Reason.SUBJECT_NOT_FOR_CALLER,
          "the subject token is refused: it was not issued for \"" + caller + "\"");
    }
  }

  /** Whoever is named by a claim that names callers. */
  Set<String> named(Claims claims) throws JwtInvalid {
    Set<String> names = new TreeSet<>();
    claims.text("azp").ifPresent(names::add);
    claims.text("client_id").ifPresent(names::add);
    mayAct(claims).ifPresent(names::add);
    return names;
  }

  /** RFC 8693, section 4.1: whoever is the actor already would vanish from the chain. */
  static void refuseDelegated(Claims claims) throws Refusal {
    if (claims.node("act").isPresent()) {
      throw new Refusal(
          Reason.SUBJECT_ALREADY_DELEGATED,
          "the subject token is refused: its act says that it is delegated; present the user's own");
    }
  }

  private Optional<String> mayAct(Claims claims) throws JwtInvalid {
    Optional<JsonNode> node = claims.node("may_act");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    JsonNode subject = node.get().path("sub");
    JsonNode issuer = node.get().path("iss");
    // RFC 8693, section 4.4: iss and sub together identify an actor; our agents are ours.
    if (!Claims.isText(subject) || !(issuer.isMissingNode() || issuer.asText("").equals(self))) {
      throw Claims.malformed("may_act", "an object with the sub of an agent of this service");
    }
    return Optional.of(subject.textValue());
  }
}
