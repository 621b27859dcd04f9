package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.restassured.response.ValidatableResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A form for the revocation or the introspection endpoint in the making. Immutable. */
public record TokenForm(
    String path, Optional<Jwt> assertion, Optional<Jwt> bearer, Map<String, String> fields) {
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** A revocation by an agent. */
  static TokenForm revocation(String agent, AcmeKey key) {
    return new TokenForm(
        "/token/revoke", Optional.of(Acme.assertion(agent, key)), Optional.empty(), Map.of());
  }

  /** A revocation by a user or an operator. */
  public static TokenForm revocation(Jwt bearer) {
    return new TokenForm("/token/revoke", Optional.empty(), Optional.of(bearer), Map.of());
  }

  /** A question about a token. */
  static TokenForm introspection(String client, AcmeKey key, String token) {
    return new TokenForm(
            "/token/introspect",
            Optional.of(Acme.assertion(client, key)),
            Optional.empty(),
            Map.of())
        .with("token", token);
  }

  public TokenForm with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return new TokenForm(path, assertion, bearer, changed);
  }

  TokenForm assertedBy(Jwt other) {
    return new TokenForm(path, Optional.of(other), bearer, fields);
  }

  public ValidatableResponse send() {
    var request = given().contentType("application/x-www-form-urlencoded; charset=UTF-8");
    assertion.ifPresent(
        jwt ->
            request
                .formParam("client_assertion_type", ASSERTION_TYPE)
                .formParam("client_assertion", jwt.compact()));
    bearer.ifPresent(jwt -> request.header("Authorization", "Bearer " + jwt.compact()));
    fields.forEach(request::formParam);
    return request.post(path).then();
  }
}
