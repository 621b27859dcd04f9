package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.UserIssuer;
import io.deputy.issuer.exchange.Credential;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Asks an issuer about a token that only it can read (RFC 7662). Every token is asked about every
 * time: the issuer may have revoked it a moment ago.
 */
public final class OpaqueTokens {
  private static final Logger LOG = Logger.getLogger(OpaqueTokens.class);

  /** RFC 6750, section 2.1; nothing else is handed on. Longer ones are no references. */
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9._~+/-]{1,2048}=*");

  /** What an access token is called there, which a refresh token is not. */
  private static final Set<String> TOKEN_TYPES = Set.of("bearer", "dpop");

  private final IssuerKeySource sources;
  private final Fetch fetch;
  private final Secrets secrets;

  public OpaqueTokens(IssuerKeySource sources, Fetch fetch, Secrets secrets) {
    this.sources = Objects.requireNonNull(sources);
    this.fetch = Objects.requireNonNull(fetch);
    this.secrets = Objects.requireNonNull(secrets);
  }

  /** What {@code issuer} says of {@code token}, which is active. */
  Claims claims(UserIssuer issuer, UserIssuer.Introspection registered, Credential token)
      throws Refusal, JwtInvalid {
    if (!REFERENCE.matcher(token.expose()).matches()) {
      throw new JwtInvalid(JwtInvalid.Fault.MALFORMED, "it is neither a JWT nor an opaque token");
    }
    ObjectNode answer = ask(issuer, registered, token);
    Claims claims = new Claims(answer);
    // RFC 7662, section 2.2: "active" REQUIRED, a boolean; anything else counts as false.
    if (!answer.path("active").booleanValue()) {
      throw new Refusal(
          Reason.SUBJECT_INACTIVE,
          "the subject token is refused: its issuer says that it is not active; get a new one");
    }
    if (!claims.text("iss").orElse(issuer.issuer()).equals(issuer.issuer())) {
      throw Claims.malformed("iss", "\"" + issuer.issuer() + "\"");
    }
    if (!TOKEN_TYPES.contains(claims.requireText("token_type").toLowerCase(Locale.ROOT))) {
      throw Claims.malformed("token_type", "that of an access token");
    }
    return claims;
  }

  private ObjectNode ask(UserIssuer issuer, UserIssuer.Introspection registered, Credential token)
      throws Refusal {
    Optional<URI> endpoint =
        registered.endpoint().isPresent()
            ? registered.endpoint()
            : sources.introspectionEndpoint(issuer);
    Optional<Credential> secret = secrets.read(registered.secret());
    if (endpoint.isEmpty() || secret.isEmpty()) {
      throw unavailable(issuer, "no endpoint is known, or no secret for it");
    }
    Credential form =
        new Credential("token=" + encode(token.expose()) + "&token_type_hint=access_token");
    try {
      String json =
          fetch.post(
              endpoint.get(), form, basic(registered.clientId(), secret.get()), issuer.reach());
      Optional<ObjectNode> answer = StrictJson.object(json);
      if (answer.isPresent()) {
        return answer.get();
      }
      throw unavailable(issuer, "the answer is not a JSON object");
    } catch (NotFetched e) {
      throw unavailable(issuer, e.getMessage());
    }
  }

  /** RFC 6749, section 2.3.1: both encoded as in a form, before they are joined. */
  private static Credential basic(String clientId, Credential secret) {
    String joined = encode(clientId) + ":" + encode(secret.expose());
    return new Credential(
        "Basic " + Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Refusal unavailable(UserIssuer issuer, String problem) {
    LOG.warnf("\"%s\" cannot be asked about a token: %s", issuer.issuer(), problem);
    return new Refusal(
        Reason.IDENTITY_PROVIDER_UNAVAILABLE,
        "\"" + issuer.issuer() + "\" cannot be asked about the subject token now; try again later");
  }
}
