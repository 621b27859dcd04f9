package io.deputy.issuer.exchange;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.json.RightsJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * From form parameters to a request, in the order of RFC 8693, section 2.1. Says nothing about
 * whether the request may be granted.
 */
final class RequestReader {
  private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";

  /** RFC 8693, section 2.1: "Multiple 'resource' parameters may be used", and audience likewise. */
  private static final Set<String> REPEATABLE = Set.of("resource", "audience");

  /** Ours or of the standards, and not served yet: refused, since ignoring them would mislead. */
  private static final List<String> UNSUPPORTED = List.of("sealed", "client_secret");

  /** For {@code req_cnf}: a token that is bound to no key. No thumbprint is that short. */
  private static final String BEARER = "bearer";

  /** The longest lifetime that can be asked for, in seconds: a year, and agents have less. */
  private static final int MAX_SECONDS = 366 * 24 * 60 * 60;

  private final Form form;
  private final Connection connection;

  private RequestReader(Form form, Connection connection) {
    this.form = form;
    this.connection = connection;
  }

  static ExchangeRequest read(Map<String, List<String>> parameters, Connection connection)
      throws Refusal {
    return new RequestReader(new Form(parameters, REPEATABLE), connection).read();
  }

  private ExchangeRequest read() throws Refusal {
    // grant_type REQUIRED. "The value urn:ietf:params:oauth:grant-type:token-exchange indicates
    // that a token exchange is being performed."
    String grantType = form.required("grant_type");
    if (!grantType.equals(GRANT_TYPE)) {
      throw new Refusal(
          Reason.GRANT_TYPE_UNSUPPORTED,
          "grant type \"" + grantType + "\" is not supported; use " + GRANT_TYPE);
    }
    for (String name : UNSUPPORTED) {
      if (form.optional(name).isPresent()) {
        throw new Refusal(
            Reason.PARAMETER_UNSUPPORTED,
            "parameter \"" + name + "\" is not supported here; leave it out");
      }
    }
    // resource OPTIONAL. "A URI that indicates the target service or resource": here, a server.
    // audience OPTIONAL. "The logical name of the target service": here, a gateway.
    Targets targets = new Targets(form.all("audience"), form.all("resource"));
    // scope OPTIONAL. authorization_details: RFC 9396, section 2.
    AskedRights rights = rights();
    // requested_token_type OPTIONAL. "An identifier for the type of the requested security token."
    requireType("requested_token_type", form.optional("requested_token_type"));
    // subject_token REQUIRED. "A security token that represents the identity of the party on
    // behalf of whom the request is being made."
    Credential subjectToken = new Credential(form.required("subject_token"));
    // subject_token_type REQUIRED.
    ExchangeRequest.Subject subject = subject(form.required("subject_token_type"));
    Optional<Credential> consent = form.optional("consent").map(Credential::new);
    if (consent.isPresent() && subject != ExchangeRequest.Subject.DELEGATION) {
      throw Form.invalid("consent", "is for delegation tokens; a user's token names its caller");
    }
    Optional<Integer> maxDepth = form.number("max_depth", 0, Agent.HIGHEST_HOP);
    return new ExchangeRequest(
        ClientProof.of(form, connection),
        subjectToken,
        subject,
        rights,
        targets,
        actorToken(),
        consent,
        form.optional("requested_actor"),
        actorKey(),
        form.number("expires_in", 1, MAX_SECONDS).map(Duration::ofSeconds),
        maxDepth.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        Purpose.of(form),
        onExcess());
  }

  private AskedRights rights() throws Refusal {
    SortedSet<String> scopes = new TreeSet<>();
    form.optional("scope").ifPresent(s -> scopes.addAll(Arrays.asList(s.split(" +", -1))));
    scopes.remove("");
    Optional<String> details = form.optional("authorization_details");
    if (scopes.isEmpty() && details.isEmpty()) {
      throw new Refusal(
          Reason.PARAMETER_MISSING,
          "say which rights: \"authorization_details\", or \"scope\" such as " + AskedRights.SAME);
    }
    return new AskedRights(
        scopes, details.isEmpty() ? Optional.empty() : Optional.of(RightsJson.read(details.get())));
  }

  private static void requireType(String name, Optional<String> type) throws Refusal {
    if (type.isPresent() && !type.get().equals(TokenTypes.DELEGATION)) {
      throw new Refusal(
          Reason.TOKEN_TYPE_UNSUPPORTED, "\"" + name + "\" can only be " + TokenTypes.DELEGATION);
    }
  }

  private static ExchangeRequest.Subject subject(String type) throws Refusal {
    if (type.equals(TokenTypes.DELEGATION)) {
      return ExchangeRequest.Subject.DELEGATION;
    }
    if (type.equals(TokenTypes.ACCESS_TOKEN)) {
      return ExchangeRequest.Subject.ACCESS_TOKEN;
    }
    if (TokenTypes.OF_USERS.contains(type)) {
      return ExchangeRequest.Subject.USER;
    }
    throw new Refusal(
        Reason.TOKEN_TYPE_UNSUPPORTED, "subject tokens of type \"" + type + "\" are not exchanged");
  }

  /**
   * actor_token OPTIONAL. "A security token that represents the identity of the acting party."
   * actor_token_type REQUIRED with it, "and MUST NOT be included" without it.
   */
  private Optional<Credential> actorToken() throws Refusal {
    Optional<String> token = form.optional("actor_token");
    Optional<String> type = form.optional("actor_token_type");
    if (token.isEmpty() && type.isPresent()) {
      throw Form.invalid("actor_token_type", "is sent without \"actor_token\"");
    }
    if (token.isPresent()) {
      requireIdentityType(form.required("actor_token_type"));
    }
    return token.map(Credential::new);
  }

  private static void requireIdentityType(String type) throws Refusal {
    if (type.equals(TokenTypes.DELEGATION)) {
      throw new Refusal(
          Reason.ACTOR_TOKEN_IS_DELEGATION,
          "an actor token says who somebody is; a delegation token says what somebody may do");
    }
    if (!type.equals(TokenTypes.JWT)) {
      throw new Refusal(
          Reason.TOKEN_TYPE_UNSUPPORTED, "\"actor_token_type\" can only be " + TokenTypes.JWT);
    }
  }

  private Optional<Thumbprint> actorKey() throws Refusal {
    Optional<String> text = form.optional("req_cnf");
    if (text.equals(Optional.of(BEARER))) {
      return Optional.of(Thumbprint.BEARER);
    }
    try {
      Optional<Thumbprint> key = text.map(t -> new Thumbprint(Bytes.ofBase64Url(t)));
      if (key.filter(Thumbprint::isBearer).isEmpty()) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below, with what would be right.
    }
    throw Form.invalid(
        "req_cnf", "must be the RFC 7638 thumbprint of a key in base64url, or " + BEARER);
  }

  private ExchangeRequest.OnExcess onExcess() throws Refusal {
    String text = form.optional("on_excess").orElse("refuse");
    return switch (text) {
      case "refuse" -> ExchangeRequest.OnExcess.REFUSE;
      case "narrow" -> ExchangeRequest.OnExcess.NARROW;
      default -> throw Form.invalid("on_excess", "is \"refuse\" or \"narrow\"");
    };
  }
}
