package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeCertificates;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The ways of authenticating beside the signed JWT: real TLS, and a secret in development. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ClientMethodsTest {
  private static final AcmeCertificates.Held CERTIFIED =
      AcmeCertificates.acme().client("certified", AcmeCertificates.dns("certified.acme.example"));
  private static final AcmeCertificates.Held SELF_SIGNED =
      AcmeCertificates.selfSigned("self-signed");

  @TestHTTPResource(value = "/token/exchange", tls = true)
  URI endpoint;

  private record Answer(int status, JsonNode body) {
    String reason() {
      return body.path("reason").asText();
    }

    String token() {
      assertThat(status).as(body.toString()).isEqualTo(200);
      return body.get("access_token").asText();
    }
  }

  private static Map<String, String> first(String agent) {
    Map<String, String> form = new TreeMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("client_id", agent);
    form.put("subject_token", Acme.alice(agent).compact());
    form.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    form.put("scope", "issues:write");
    return form;
  }

  private static Map<String, String> next(String agent, String token, String actor) {
    Map<String, String> form = first(agent);
    form.put("subject_token", token);
    form.put("subject_token_type", "urn:deputy:params:oauth:token-type:biscuit");
    form.put("requested_actor", actor);
    form.put("scope", "deputy:same");
    return form;
  }

  private Answer send(Optional<AcmeCertificates.Held> certificate, Map<String, String> form)
      throws Exception {
    return send(certificate, endpoint, form);
  }

  private static Answer send(
      Optional<AcmeCertificates.Held> certificate, URI endpoint, Map<String, String> form)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    form.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encode(e.getValue()))
                        .collect(Collectors.joining("&"))))
            .build();
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .sslContext(AcmeCertificates.tls(certificate))
            .build()
            .send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
  }

  private Answer send(AcmeCertificates.Held certificate, Map<String, String> form)
      throws Exception {
    return send(Optional.of(certificate), form);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void refused(Answer answer, String reason) {
    assertThat(answer.reason()).isEqualTo(reason);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body().path("error").asText()).isEqualTo("invalid_client");
  }

  @Test
  void aCertificateOfTheAuthorityAuthenticatesAndItsKeyHoldsTheToken() throws Exception {
    String token = send(CERTIFIED, first("certified")).token();
    assertThat(UnverifiedChain.read(TokenText.read(token)).last().holder().key())
        .isEqualTo(AcmeKey.p256("certified").thumbprint());
    send(CERTIFIED, next("certified", token, "researcher")).token();
  }

  @Test
  void aRegisteredKeyAuthenticatesWithAnyCertificateForIt() throws Exception {
    String token = send(SELF_SIGNED, first("self-signed")).token();
    send(SELF_SIGNED, next("self-signed", token, "researcher")).token();
    // There is no assertion to use up, so the same request is as good a second time.
    send(SELF_SIGNED, next("self-signed", token, "researcher")).token();
  }

  @Test
  void nobodyElsesCertificateDoes() throws Exception {
    refused(send(SELF_SIGNED, first("certified")), "client_certificate_invalid");
    refused(send(CERTIFIED, first("self-signed")), "client_certificate_invalid");
    refused(send(CERTIFIED, first("orchestrator")), "client_method_refused");
    refused(send(CERTIFIED, first("nobody")), "client_unknown");
    refused(
        send(
            AcmeCertificates.stranger()
                .client("certified", AcmeCertificates.dns("certified.acme.example")),
            first("certified")),
        "client_certificate_invalid");
  }

  @Test
  void aTokenOfAnotherHolderIsNotExtended() throws Exception {
    String token = send(SELF_SIGNED, first("self-signed")).token();
    Answer answer = send(CERTIFIED, next("certified", token, "researcher"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("caller_not_holder");
  }

  @Test
  void anAgentWithoutRegisteredKeyIsGivenNoTokenByOthers() throws Exception {
    String token = send(SELF_SIGNED, first("self-signed")).token();
    Answer answer = send(SELF_SIGNED, next("self-signed", token, "certified"));
    assertThat(answer.reason()).isEqualTo("actor_key_unknown");
  }

  @Test
  void aCertificateAsksAboutTokensAndRevokesThem() throws Exception {
    String token = send(SELF_SIGNED, first("self-signed")).token();
    Map<String, String> form = Map.of("client_id", "self-signed", "token", token);
    URI introspection = endpoint.resolve("/token/introspect");
    URI revocation = endpoint.resolve("/token/revoke");
    for (URI path : List.of(introspection, revocation)) {
      refused(send(Optional.of(CERTIFIED), path, form), "client_certificate_invalid");
      refused(send(Optional.empty(), path, form), "client_assertion_invalid");
    }
    send(SELF_SIGNED, next("self-signed", token, "researcher")).token();
    Answer asked = send(Optional.of(SELF_SIGNED), introspection, form);
    assertThat(asked.body().path("active")).isEqualTo(BooleanNode.FALSE);
    assertThat(send(Optional.of(SELF_SIGNED), revocation, form).status()).isEqualTo(200);
    assertThat(send(SELF_SIGNED, next("self-signed", token, "researcher")).reason())
        .isEqualTo("token_revoked");
  }

  @Test
  void withoutCertificateTheNameAloneIsNothing() throws Exception {
    refused(send(Optional.empty(), first("certified")), "client_assertion_invalid");
  }

  @Test
  void aHeaderThatClaimsACertificateIsNothing() {
    String pem = Base64.getEncoder().encodeToString("-----BEGIN CERTIFICATE-----".getBytes(UTF_8));
    RequestSpecification request = given().contentType("application/x-www-form-urlencoded");
    for (String header :
        new String[] {"X-Forwarded-Client-Cert", "X-SSL-Client-Cert", "Client-Cert"}) {
      request.header(header, pem);
    }
    request
        .formParams(first("certified"))
        .post("/token/exchange")
        .then()
        .statusCode(401)
        .body("reason", equalTo("client_assertion_invalid"));
  }

  @Test
  void anAgentThatIsRegisteredForTlsDoesNotSignInstead() {
    Call.first("self-signed", Acme.SELF_SIGNED, Acme.alice("self-signed"))
        .send()
        .statusCode(401)
        .header("WWW-Authenticate", nullValue())
        .body("reason", equalTo("client_method_refused"));
  }

  @Test
  void aSignedAssertionCountsAlsoWhereACertificateIsShown() throws Exception {
    Map<String, String> form = first("orchestrator");
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put("client_assertion", Acme.assertion("orchestrator", Acme.ORCHESTRATOR).compact());
    send(CERTIFIED, form).token();
  }

  private static ValidatableResponse basic(String header, Map<String, String> form) {
    return given()
        .contentType("application/x-www-form-urlencoded")
        .header("Authorization", header)
        .formParams(form)
        .post("/token/exchange")
        .then();
  }

  private static String basic(String id, String secret) {
    String joined = encode(id) + ":" + encode(secret);
    return "Basic " + Base64.getEncoder().encodeToString(joined.getBytes(UTF_8));
  }

  private static void unauthenticated(ValidatableResponse answer, String scheme, String reason) {
    answer
        .statusCode(401)
        .header("WWW-Authenticate", equalTo(scheme + " realm=\"deputy\""))
        .body("error", equalTo("invalid_client"))
        .body("reason", equalTo(reason));
  }

  @Test
  void aSecretAuthenticatesInDevelopmentButProvesNoKey() throws Exception {
    Map<String, String> form = first("developer");
    form.remove("client_id");
    String token =
        basic(basic("developer", Acme.DEVELOPER_SECRET), form)
            .statusCode(200)
            .extract()
            .path("access_token");
    assertThat(UnverifiedChain.read(TokenText.read(token)).last().holder().key())
        .isEqualTo(Acme.DEVELOPER.thumbprint());
    basic(basic("developer", Acme.DEVELOPER_SECRET), next("developer", token, "developer"))
        .statusCode(400)
        .body("reason", equalTo("holder_key_unproven"));
  }

  @Test
  void anotherSecretOrAgentIsRefusedWithAChallenge() {
    Map<String, String> form = first("developer");
    for (String secret : new String[] {"", "x", Acme.DEVELOPER_SECRET + "x", "s3cret: "}) {
      unauthenticated(basic(basic("developer", secret), form), "Basic", "client_secret_invalid");
    }
    unauthenticated(
        basic(basic("orchestrator", "x"), first("orchestrator")), "Basic", "client_method_refused");
    unauthenticated(basic(basic("nobody", "x"), first("nobody")), "Basic", "client_unknown");
  }

  @Test
  void anAuthorizationThatCannotBeReadIsRefusedWithAChallengeOfItsScheme() {
    Map<String, String> form = first("developer");
    Map<String, String> withoutId = new TreeMap<>(form);
    withoutId.remove("client_id");
    unauthenticated(basic("Basic", form), "Basic", "client_secret_invalid");
    unauthenticated(basic("Basic !!!", form), "Basic", "client_secret_invalid");
    unauthenticated(basic("basic eDp5eg", withoutId), "Basic", "client_unknown");
    unauthenticated(basic("Bearer abc", form), "Bearer", "client_secret_invalid");
    unauthenticated(basic("\"<x>\" y", form), "Basic", "client_secret_invalid");
  }

  @Test
  void twoWaysAtOnceAreRefused() {
    Map<String, String> form = first("developer");
    form.put("client_assertion", Acme.assertion("developer", Acme.DEVELOPER).compact());
    unauthenticated(
        basic(basic("developer", Acme.DEVELOPER_SECRET), form), "Basic", "client_secret_invalid");
    unauthenticated(
        basic(basic("developer", Acme.DEVELOPER_SECRET), first("orchestrator")),
        "Basic",
        "client_secret_invalid");
  }

  @Test
  void metadataNamesTheMethodsThatAreServed() {
    when()
        .get("/.well-known/oauth-authorization-server")
        .then()
        .body(
            "token_endpoint_auth_methods_supported",
            contains(
                "private_key_jwt",
                "tls_client_auth",
                "self_signed_tls_client_auth",
                "client_secret_basic"))
        .body("tls_client_certificate_bound_access_tokens", nullValue());
  }
}
