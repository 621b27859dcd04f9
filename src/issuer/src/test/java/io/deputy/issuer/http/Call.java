package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call of the token endpoint in the making. Immutable; every call gets a fresh assertion. */
public record Call(
    String agent, AcmeKey key, Map<String, List<String>> parameters, List<String> proofs) {
  private static final String USER_TYPE = "urn:ietf:params:oauth:token-type:jwt";
  private static final String TOKEN_TYPE = "urn:deputy:params:oauth:token-type:biscuit";

  /** The first hop: {@code jwt} is exchanged by {@code agent}. */
  public static Call first(String agent, AcmeKey key, Jwt jwt) {
    return first(agent, key, jwt.compact());
  }

  public static Call first(String agent, AcmeKey key, String jwt) {
    return new Call(agent, key, Map.of(), List.of())
        .with("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .with("subject_token", jwt)
        .with("subject_token_type", USER_TYPE)
        .with("authorization_details", Acme.ISSUES);
  }

  /** Alice's token, exchanged by the orchestrator, as it should be. */
  public static Call byOrchestrator() {
    return first("orchestrator", Acme.ORCHESTRATOR, Acme.alice("orchestrator"));
  }

  /** A next hop: {@code token} is extended for {@code actor}. */
  public static Call next(String agent, AcmeKey key, String token, String actor) {
    return new Call(agent, key, Map.of(), List.of())
        .with("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .with("subject_token", token)
        .with("subject_token_type", TOKEN_TYPE)
        .with("requested_actor", actor)
        .with("scope", "deputy:same");
  }

  /** With this value of a parameter instead of any other. */
  public Call with(String name, String... values) {
    Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
    changed.put(name, List.of(values));
    return new Call(agent, key, changed, proofs);
  }

  /** With one value more of a parameter. */
  public Call repeating(String name, String value) {
    List<String> values = new ArrayList<>(parameters.getOrDefault(name, List.of()));
    values.add(value);
    return with(name, values.toArray(String[]::new));
  }

  public Call without(String name) {
    Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
    changed.remove(name);
    return new Call(agent, key, changed, proofs);
  }

  public Call assertedBy(Jwt assertion) {
    return with("client_assertion", assertion.compact());
  }

  /** With this DPoP proof beside any other. */
  public Call provedBy(Jwt proof) {
    List<String> more = new ArrayList<>(proofs);
    more.add(proof.compact());
    return new Call(agent, key, parameters, more);
  }

  /** With a DPoP proof of {@code key}, as it should be. */
  public Call proving(AcmeKey key) {
    return provedBy(Acme.proof(key).with("nonce", nonce()));
  }

  /** A nonce, as the issuer gives it to whoever sends a proof without one. */
  public static String nonce() {
    return byOrchestrator()
        .provedBy(Acme.proof(Acme.ORCHESTRATOR))
        .send()
        .statusCode(400)
        .extract()
        .header("DPoP-Nonce");
  }

  /** Sends it. */
  public ValidatableResponse send() {
    var request =
        given()
            .contentType("application/x-www-form-urlencoded; charset=UTF-8")
            .formParam(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    if (!parameters.containsKey("client_assertion")) {
      request.formParam("client_assertion", Acme.assertion(agent, key).compact());
    }
    proofs.forEach(proof -> request.header("DPoP", proof));
    parameters.forEach(request::formParam);
    return request.post("/token/exchange").then();
  }

  /** Sends it, and expects a token. */
  public String token() {
    return send().statusCode(200).extract().path("access_token");
  }
}
