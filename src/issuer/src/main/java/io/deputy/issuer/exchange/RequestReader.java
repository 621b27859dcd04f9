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
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** RFC 8693, section 2.1: "Multiple 'resource' parameters may be used", and audience likewise. */
  private static final Set<String> REPEATABLE = Set.of("resource", "audience");

  /** Ours or of the standards, and not served yet: refused, since ignoring them would mislead. */
  private static final List<String> UNSUPPORTED =
      List.of("resource", "actor_token", "actor_token_type", "sealed", "client_secret");

  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /** The longest lifetime that can be asked for, in seconds: a year, and agents have less. */
  private static final int MAX_SECONDS = 366 * 24 * 60 * 60;

  /** A sentence or two; it stands in every row of the record. */
  private static final int MAX_PURPOSE_CHARACTERS = 512;

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
    // audience OPTIONAL. "The logical name of the target service": here, a gateway.
    SortedSet<String> audience = form.all("audience");
    // scope OPTIONAL. authorization_details: RFC 9396, section 2.
    AskedRights rights = rights();
    // requested_token_type OPTIONAL. "An identifier for the type of the requested security token."
    requireType("requested_token_type", form.optional("requested_token_type"));
    // subject_token REQUIRED. "A security token that represents the identity of the party on
    // behalf of whom the request is being made."
    Credential subjectToken = new Credential(form.required("subject_token"));
    // subject_token_type REQUIRED.
    ExchangeRequest.Subject subject = subject(form.required("subject_token_type"));
    Optional<Integer> maxDepth = form.number("max_depth", 0, Agent.HIGHEST_HOP);
    return new ExchangeRequest(
        client(),
        subjectToken,
        subject,
        rights,
        audience,
        form.optional("requested_actor"),
        actorKey(),
        form.number("expires_in", 1, MAX_SECONDS).map(Duration::ofSeconds),
        maxDepth.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        purpose(),
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
    if (type.equals(ACCESS_TOKEN)) {
      return ExchangeRequest.Subject.ACCESS_TOKEN;
    }
    if (TokenTypes.OF_USERS.contains(type)) {
      return ExchangeRequest.Subject.USER;
    }
    throw new Refusal(
        Reason.TOKEN_TYPE_UNSUPPORTED, "subject tokens of type \"" + type + "\" are not exchanged");
  }

  /** RFC 6749, section 2.3: one way of authenticating, and no second beside it. */
  private ClientProof client() throws Refusal {
    boolean asserted =
        form.optional("client_assertion").isPresent()
            || form.optional("client_assertion_type").isPresent();
    if (connection.secret().isPresent()) {
      return secret(connection.secret().get(), asserted);
    }
    Optional<String> clientId = form.optional("client_id");
    if (!asserted && !connection.certificates().isEmpty() && clientId.isPresent()) {
      return new ClientCertificate(clientId.get(), connection.certificates());
    }
    return assertion(clientId);
  }

  private ClientSecret secret(ClientSecret secret, boolean asserted) throws Refusal {
    if (asserted
        || !form.optional("client_id").orElse(secret.clientId()).equals(secret.clientId())) {
      throw new Refusal(
          Reason.CLIENT_SECRET_INVALID,
          "authenticate once: with the Authorization header, or with an assertion");
    }
    return secret;
  }

  /** RFC 7521, section 4.2; RFC 7523, section 2.2. */
  private ClientAssertion assertion(Optional<String> clientId) throws Refusal {
    Optional<String> assertion = form.optional("client_assertion");
    Optional<String> type = form.optional("client_assertion_type");
    if (assertion.isEmpty() || !type.equals(Optional.of(ASSERTION_TYPE))) {
      throw new Refusal(
          Reason.CLIENT_ASSERTION_INVALID,
          "authenticate with \"client_assertion\" and \"client_assertion_type\" "
              + ASSERTION_TYPE
              + ", or with a TLS certificate and \"client_id\"");
    }
    return new ClientAssertion(new Credential(assertion.get()), clientId);
  }

  private Optional<Thumbprint> actorKey() throws Refusal {
    Optional<String> text = form.optional("req_cnf");
    try {
      Optional<Thumbprint> key = text.map(t -> new Thumbprint(Bytes.ofBase64Url(t)));
      if (key.filter(Thumbprint::isBearer).isEmpty()) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below, with what would be right.
    }
    throw Form.invalid("req_cnf", "must be the RFC 7638 thumbprint of a key, in base64url");
  }

  private Optional<String> purpose() throws Refusal {
    Optional<String> purpose = form.optional("purpose");
    if (purpose.filter(p -> p.length() > MAX_PURPOSE_CHARACTERS).isPresent()) {
      throw Form.invalid("purpose", "has more than " + MAX_PURPOSE_CHARACTERS + " characters");
    }
    return purpose;
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
