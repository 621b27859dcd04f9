package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.deputy.Bytes;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.TokenText;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Secret;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway is told about a token, and what nobody is told (RFC 7662). */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class IntrospectionTest {
  @Inject OwnerConnection database;

  private static TokenForm asked(String token) {
    return TokenForm.introspection("mcp-gateway", Acme.MCP_GATEWAY, token);
  }

  private static void active(String token) {
    asked(token).send().statusCode(200).body("active", equalTo(true));
  }

  private static void inactive(TokenForm form) {
    String body =
        form.send()
            .statusCode(200)
            .header("Cache-Control", equalTo("no-store"))
            .extract()
            .asString();
    assertThat(body).isEqualTo("{\"active\":false}");
  }

  private static void refused(TokenForm form, int status, String reason) {
    form.send().statusCode(status).body("reason", equalTo(reason)).body("active", nullValue());
  }

  @Test
  void aGatewayInTheAudienceIsToldWhatTheTokenSays() {
    Delegated chain = Delegated.from("quin");
    JsonPath answer =
        asked(chain.third().token())
            .send()
            .statusCode(200)
            .header("Cache-Control", equalTo("no-store"))
            .body("active", equalTo(true))
            .body("iss", equalTo(Acme.ISSUER))
            .body("sub", equalTo("quin"))
            .body("user_issuer", equalTo(Acme.IDP))
            .body("aud", containsInAnyOrder("mcp-gateway", "spare-gateway"))
            .body("jti", equalTo(chain.third().hop()))
            .body("hop", equalTo(chain.third().hop()))
            .body("chain", equalTo(chain.first().chain()))
            .body("depth", equalTo(2))
            .body("client_id", equalTo("summarizer"))
            .body("act.sub", equalTo("summarizer"))
            .body("act.act.sub", equalTo("researcher"))
            .body("act.act.act.sub", equalTo("orchestrator"))
            .body("act.act.act.act", nullValue())
            .body("cnf.jkt", equalTo(Acme.SUMMARIZER.thumbprint().toString()))
            .body("authorization_details[0].names", equalTo(List.of("search_issues")))
            .extract()
            .jsonPath();
    assertThat(answer.getLong("exp")).isGreaterThan(answer.getLong("iat"));
    asked(chain.first().token())
        .send()
        .body("act.sub", equalTo("orchestrator"))
        .body("act.act", nullValue());
  }

  @Test
  void anybodyElseIsToldNothing() {
    Delegated chain = Delegated.from("rosa");
    String token = chain.second().token();
    inactive(TokenForm.introspection("http-gateway", Acme.HTTP_GATEWAY, token));
    inactive(TokenForm.introspection("orchestrator", Acme.ORCHESTRATOR, token));
    inactive(TokenForm.introspection("researcher", Acme.RESEARCHER, token));
    active(token);
  }

  @Test
  void aCallerMustAuthenticate() {
    String token = Call.byOrchestrator().token();
    refused(
        TokenForm.introspection("mcp-gateway", Acme.ATTACKER, token),
        401,
        "client_assertion_invalid");
    refused(
        TokenForm.introspection("mcp-gateway", Acme.ORCHESTRATOR, token),
        401,
        "client_assertion_invalid");
    refused(
        TokenForm.introspection("spare-gateway", Acme.MCP_GATEWAY, token), 401, "client_unknown");
    refused(TokenForm.introspection("nobody", Acme.ATTACKER, token), 401, "client_unknown");
    refused(TokenForm.introspection("retired", Acme.RETIRED, token), 401, "client_disabled");
    given()
        .contentType("application/x-www-form-urlencoded")
        .formParam("token", token)
        .post("/token/introspect")
        .then()
        .statusCode(401);
    given()
        .contentType("application/x-www-form-urlencoded")
        .header("Authorization", "Bearer x")
        .formParam("token", token)
        .post("/token/introspect")
        .then()
        .statusCode(401);
    Jwt assertion = Acme.assertion("mcp-gateway", Acme.MCP_GATEWAY);
    asked(token).assertedBy(assertion).send().statusCode(200);
    refused(asked(token).assertedBy(assertion), 401, "client_assertion_replayed");
    Jwt forUs = Acme.assertion("mcp-gateway", Acme.MCP_GATEWAY);
    asked(token)
        .assertedBy(forUs.with("aud", Acme.ISSUER + "/token/introspect"))
        .send()
        .statusCode(200);
    refused(asked(""), 400, "parameter_missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "AAAA"})
  void whatIsNoTokenIsInactive(String token) {
    inactive(asked(token));
    inactive(asked(Acme.alice("orchestrator").compact()));
  }

  @Test
  void anExpiredTokenIsInactive() throws Exception {
    String token = Call.byOrchestrator().with("expires_in", "1").token();
    Thread.sleep(1_100);
    inactive(asked(token));
  }

  @Test
  void aRevokedTokenAndWhatIsBelowAreInactive() {
    Delegated chain = Delegated.from("sue");
    active(chain.third().token());
    TokenForm.revocation("orchestrator", Acme.ORCHESTRATOR)
        .with("hop", chain.second().hop())
        .send()
        .statusCode(200);
    inactive(asked(chain.second().token()));
    inactive(asked(chain.third().token()));
    active(chain.first().token());
  }

  @Test
  void anAlteredTokenIsInactive() throws Exception {
    byte[] token = TokenText.read(Call.byOrchestrator().token()).toArray();
    token[token.length / 2] ^= 1;
    inactive(asked(TokenText.write(Bytes.of(token))));
  }

  /** The parent's holder signs the last hop again: another token than the one on record. */
  @Test
  void aResignedTokenIsInactiveAndCanStillBeRevoked() throws Exception {
    Delegated chain = Delegated.from("tom");
    String resigned = resigned(chain.first().token(), chain.second().token());
    inactive(asked(resigned));
    TokenForm.revocation("researcher", Acme.RESEARCHER)
        .with("token", resigned)
        .send()
        .statusCode(200);
    inactive(asked(chain.second().token()));
    Delegated.toSummarizer(chain.second())
        .send()
        .statusCode(400)
        .body("reason", equalTo("token_revoked"));
  }

  private static String resigned(String parent, String child) throws Exception {
    UnverifiedBiscuit from = UnverifiedBiscuit.parse(TokenText.read(parent));
    SignedBlock last = UnverifiedBiscuit.parse(TokenText.read(child)).last();
    InMemoryEd25519 signer =
        new InMemoryEd25519(0, new Secret(((Proof.NextSecret) from.proof()).unsafeNextSecret()));
    Bytes seed = Bytes.of((byte) 7).sha256();
    InMemoryEd25519 next = new InMemoryEd25519(0, new Secret(seed));
    Bytes signature =
        signer.sign(
            SignaturePayloads.blockV1(
                last.payload(),
                next.publicKey(),
                from.last().signature(),
                last.external().map(SignedBlock.ExternalSignature::signature)));
    List<Bytes> blocks = new ArrayList<>(from.blocks().stream().map(SignedBlock::encoded).toList());
    blocks.add(
        ContainerWriter.signedBlock(
            last.payload(), next.publicKey(), signature, 1, last.external()));
    return TokenText.write(ContainerWriter.token(from.rootKeyNumber(), blocks, seed));
  }

  @Test
  void aRecordThatCannotBeReadIsNoAnswer() throws Exception {
    String token = Call.byOrchestrator().token();
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE revocation IN ACCESS EXCLUSIVE MODE");
      refused(asked(token), 503, "record_unavailable");
      connection.rollback();
    }
    active(token);
  }

  @Test
  void metadataNamesBothEndpoints() {
    for (Map.Entry<String, String> endpoint :
        Map.of("revocation", "/token/revoke", "introspection", "/token/introspect").entrySet()) {
      given()
          .get("/.well-known/oauth-authorization-server")
          .then()
          .body(endpoint.getKey() + "_endpoint", equalTo(Acme.ISSUER + endpoint.getValue()))
          .body(
              endpoint.getKey() + "_endpoint_auth_methods_supported",
              equalTo(
                  List.of(
                      "private_key_jwt",
                      "tls_client_auth",
                      "self_signed_tls_client_auth",
                      "client_secret_basic")));
    }
  }

  /** A key of the tests that no agent and no gateway has. */
  @Test
  void theIssuersOwnKeysAreNobodys() {
    AcmeKey idp = Acme.IDP_ED25519;
    refused(
        TokenForm.introspection("mcp-gateway", idp, Call.byOrchestrator().token()),
        401,
        "client_assertion_invalid");
  }
}
