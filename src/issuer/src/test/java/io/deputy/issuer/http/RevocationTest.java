package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.Refusal;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may revoke what, and what dies of it (RFC 7009). */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class RevocationTest {
  private static final AcmeKey ORCHESTRATOR = Acme.ORCHESTRATOR;
  private static final AcmeKey RESEARCHER = Acme.RESEARCHER;

  @Inject OwnerConnection database;

  /** Her token for a page of her own, which is no agent. */
  private static Jwt owner(String user) {
    return Acme.alice("self-service").with("sub", user);
  }

  private static TokenForm byOrchestrator() {
    return TokenForm.revocation("orchestrator", ORCHESTRATOR);
  }

  private static TokenForm byResearcher() {
    return TokenForm.revocation("researcher", RESEARCHER);
  }

  private static TokenForm bySummarizer() {
    return TokenForm.revocation("summarizer", Acme.SUMMARIZER);
  }

  private static TokenForm byOperator() {
    return TokenForm.revocation(Acme.operator());
  }

  private static void revoked(TokenForm form) {
    form.send().statusCode(200).header("Cache-Control", "no-store").body(is(emptyString()));
  }

  private static void refused(TokenForm form, int status, String error, String reason) {
    form.send().statusCode(status).body("error", equalTo(error)).body("reason", equalTo(reason));
  }

  private static void notAllowed(TokenForm form) {
    refused(form, 400, "unauthorized_client", "revocation_not_allowed");
  }

  private static void dead(Call call) {
    call.send()
        .statusCode(400)
        .body("error", equalTo("invalid_request"))
        .body("reason", equalTo("token_revoked"));
  }

  private static void alive(Call call) {
    call.send().statusCode(200);
  }

  /** For the last token of a chain, which cannot be extended further. */
  private static void introspected(Delegated.Issued token, boolean active) {
    TokenForm.introspection("mcp-gateway", Acme.MCP_GATEWAY, token.token())
        .send()
        .statusCode(200)
        .body("active", equalTo(active));
  }

  private String count(String condition) throws Exception {
    return database.ask("SELECT count(*) FROM revocation WHERE " + condition);
  }

  @Test
  void aHolderRevokesItsTokenAndWhatIsBelow() throws Exception {
    Delegated chain = Delegated.from("ann");
    revoked(
        byResearcher()
            .with("token", chain.second().token())
            .with("token_type_hint", "access_token")
            .with("purpose", "left on a train"));
    dead(Delegated.toSummarizer(chain.second()));
    introspected(chain.third(), false);
    alive(Delegated.toResearcher(chain.first()));
    assertThat(
            database.ask(
                "SELECT concat_ws(' ', kind, by_kind, by_name, purpose, client_address)"
                    + " FROM revocation WHERE hop = '"
                    + chain.second().hop()
                    + "'"))
        .isEqualTo("hop agent researcher left on a train 127.0.0.1");
  }

  @Test
  void anAncestorsHolderRevokesADescendantByItsTokenOrItsName() {
    Delegated chain = Delegated.from("ben");
    revoked(byOrchestrator().with("token", chain.third().token()));
    introspected(chain.third(), false);
    alive(Delegated.toSummarizer(chain.second()));
    revoked(byOrchestrator().with("hop", chain.second().hop()));
    dead(Delegated.toSummarizer(chain.second()));
    alive(Delegated.toResearcher(chain.first()));
    revoked(byOrchestrator().with("chain", chain.first().chain()));
    dead(Delegated.toResearcher(chain.first()));
  }

  @Test
  void whoHasNoPartInATokenIsToldSo() throws Exception {
    Delegated chain = Delegated.from("cleo");
    notAllowed(bySummarizer().with("token", chain.second().token()));
    notAllowed(bySummarizer().with("hop", chain.first().hop()));
    notAllowed(byResearcher().with("chain", chain.first().chain()));
    notAllowed(byResearcher().with("agent", "summarizer"));
    notAllowed(byResearcher().with("user", "cleo").with("user_issuer", Acme.IDP));
    notAllowed(byResearcher().with("signature", "ab".repeat(64)));
    alive(Delegated.toSummarizer(chain.second()));
    assertThat(count("hop = '" + chain.second().hop() + "'")).isEqualTo("0");
  }

  @Test
  void revokingAgainChangesNothing() throws Exception {
    Delegated chain = Delegated.from("dora");
    for (int i = 0; i < 3; i++) {
      revoked(byResearcher().with("token", chain.second().token()));
      revoked(byOperator().with("hop", chain.second().hop()));
    }
    assertThat(count("hop = '" + chain.second().hop() + "'")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "AAAA", "eyJhbGciOiJub25lIn0.e30."})
  void aTokenThatIsNoneIsAsGoodAsRevoked(String token) {
    revoked(byResearcher().with("token", token));
  }

  @Test
  void whatNobodyKnowsIsAsGoodAsRevoked() throws Exception {
    String unknown = UUID.randomUUID().toString();
    revoked(byResearcher().with("hop", unknown));
    revoked(TokenForm.revocation(owner("emil")).with("chain", unknown));
    assertThat(count("hop = '" + unknown + "' OR chain = '" + unknown + "'")).isEqualTo("0");
    revoked(byOperator().with("hop", unknown));
    assertThat(count("hop = '" + unknown + "'")).isEqualTo("1");
  }

  @Test
  void aUserRevokesAChainOfHers() {
    Delegated chain = Delegated.from("fay");
    Delegated other = Delegated.from("fay");
    notAllowed(TokenForm.revocation(owner("eve")).with("chain", chain.first().chain()));
    notAllowed(TokenForm.revocation(owner("eve")).with("token", chain.first().token()));
    revoked(TokenForm.revocation(owner("fay")).with("chain", chain.first().chain()));
    dead(Delegated.toResearcher(chain.first()));
    dead(Delegated.toSummarizer(chain.second()));
    alive(Delegated.toResearcher(other.first()));
  }

  @Test
  void aUserRevokesAllOfHersAndTheLoginsBehindIt() {
    Jwt login = Acme.alice("orchestrator").with("sub", "gus");
    Delegated chain = Delegated.from(login);
    Delegated others = Delegated.from("hal");
    notAllowed(TokenForm.revocation(owner("eve")).with("user", "gus"));
    revoked(TokenForm.revocation(owner("gus")).with("user", "gus"));
    dead(Delegated.toResearcher(chain.first()));
    dead(Delegated.toSummarizer(chain.second()));
    dead(Call.first("orchestrator", ORCHESTRATOR, login));
    dead(Call.first("orchestrator", ORCHESTRATOR, login.without("iat")));
    alive(Delegated.toResearcher(others.first()));
  }

  @Test
  void aUserWhoLogsInAgainDelegatesAgain() throws Exception {
    Jwt login = Acme.alice("orchestrator").with("sub", "ida").without("iat");
    Delegated.Issued.by(Call.first("orchestrator", ORCHESTRATOR, login));
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      // As if it had been an hour ago: the trigger takes the time from its own clock.
      statement.execute("SET session_replication_role = replica");
      statement.execute("ALTER TABLE revocation DISABLE TRIGGER number_revocation");
      statement.execute(
          "INSERT INTO revocation (cursor, kind, user_issuer, user_subject, through, by_kind,"
              + " by_name, client_address, trace) SELECT 1 + coalesce(max(cursor), 0), 'user', '"
              + Acme.IDP
              + "', 'ida', now() - interval '1 hour', 'issuer', 'test', '-', '-' FROM revocation");
      statement.execute("ALTER TABLE revocation ENABLE ALWAYS TRIGGER number_revocation");
    }
    dead(Call.first("orchestrator", ORCHESTRATOR, login));
    alive(Call.first("orchestrator", ORCHESTRATOR, login.at("iat", Instant.now())));
  }

  @Test
  void anAgentWithAUsersTokenIsNotTheUser() {
    Delegated chain = Delegated.from("jan");
    Jwt handed = Acme.alice("researcher").with("sub", "jan");
    notAllowed(TokenForm.revocation(handed).with("user", "jan"));
    notAllowed(TokenForm.revocation(handed).with("chain", chain.first().chain()));
    notAllowed(
        TokenForm.revocation(
                handed.with("azp", "page").with("may_act", Map.of("sub", "researcher")))
            .with("user", "jan"));
    Jwt starters = Acme.alice("orchestrator").with("sub", "jan");
    notAllowed(TokenForm.revocation(starters).with("user", "jan"));
    revoked(TokenForm.revocation(starters).with("chain", chain.first().chain()));
    dead(Delegated.toResearcher(chain.first()));
  }

  @Test
  void anOperatorRevokesAUserOrASignature() {
    Delegated chain = Delegated.from("kim");
    Delegated other = Delegated.from("lou");
    refused(byOperator().with("user", "kim"), 400, "invalid_request", "parameter_missing");
    revoked(byOperator().with("user", "kim").with("user_issuer", Acme.PLAIN_IDP));
    alive(Delegated.toResearcher(chain.first()));
    revoked(byOperator().with("user", "kim").with("user_issuer", Acme.IDP));
    dead(Delegated.toResearcher(chain.first()));
    revoked(byOperator().with("signature", signature(other.second())));
    dead(Delegated.toSummarizer(other.second()));
    alive(Delegated.toResearcher(other.first()));
  }

  private static String signature(Delegated.Issued token) {
    try {
      return UnverifiedChain.read(TokenText.read(token.token()))
          .biscuit()
          .last()
          .signature()
          .toHex();
    } catch (Refusal e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatAnAgentHeldDiesAndWhatItIsGivenLaterLives() throws Exception {
    Delegated chain = Delegated.from("mia");
    revoked(bySummarizer().with("agent", "summarizer"));
    introspected(chain.third(), false);
    // Tokens say when they were issued to the second, so the next one is what lives.
    Thread.sleep(1_100);
    Delegated.Issued again = Delegated.Issued.by(Delegated.toSummarizer(chain.second()));
    introspected(again, true);
    revoked(byOperator().with("agent", "summarizer"));
    introspected(again, false);
    Thread.sleep(1_100);
  }

  @Test
  void anOperatorWithoutTheScopeIsRefused() {
    refused(
        TokenForm.revocation(Acme.operator().with("scope", "deputy:audit"))
            .with("hop", UUID.randomUUID().toString()),
        403,
        "insufficient_scope",
        "operator_scope_insufficient");
    refused(
        TokenForm.revocation(Acme.operator().reallySignedBy(Acme.ATTACKER))
            .with("hop", UUID.randomUUID().toString()),
        401,
        "invalid_token",
        "operator_token_invalid");
  }

  @Test
  void aUsersTokenThatIsNoneIsRefused() {
    String hop = UUID.randomUUID().toString();
    refused(
        TokenForm.revocation(owner("ned").reallySignedBy(Acme.ATTACKER)).with("hop", hop),
        400,
        "invalid_request",
        "subject_signature_invalid");
    refused(
        TokenForm.revocation(owner("ned").at("exp", Instant.now())).with("hop", hop),
        400,
        "invalid_request",
        "subject_expired");
    refused(
        TokenForm.revocation(owner("ned").with("aud", "https://other.example")).with("hop", hop),
        400,
        "invalid_request",
        "subject_audience_mismatch");
  }

  @Test
  void aCallerMustAuthenticateAndOnlyOnce() {
    Delegated chain = Delegated.from("oda");
    refused(
        TokenForm.revocation("researcher", Acme.ATTACKER).with("token", chain.second().token()),
        401,
        "invalid_client",
        "client_assertion_invalid");
    refused(
        TokenForm.revocation("retired", Acme.RETIRED).with("token", chain.second().token()),
        401,
        "invalid_client",
        "client_disabled");
    given()
        .contentType("application/x-www-form-urlencoded")
        .formParam("token", chain.second().token())
        .post("/token/revoke")
        .then()
        .statusCode(401);
    refused(
        TokenForm.revocation(owner("oda"))
            .assertedBy(Acme.assertion("researcher", RESEARCHER))
            .with("token", chain.second().token()),
        400,
        "invalid_request",
        "parameter_invalid");
    Jwt assertion = Acme.assertion("researcher", RESEARCHER);
    TokenForm form = byResearcher().assertedBy(assertion).with("token", "unknown");
    revoked(form);
    refused(form, 401, "invalid_client", "client_assertion_replayed");
    alive(Delegated.toSummarizer(chain.second()));
  }

  @Test
  void whatCannotBeReadIsRefused() {
    refused(byResearcher(), 400, "invalid_request", "parameter_missing");
    refused(
        byResearcher().with("token", "x").with("hop", UUID.randomUUID().toString()),
        400,
        "invalid_request",
        "parameter_invalid");
    for (String id :
        List.of("1-1-1-1-1", "x", UUID.randomUUID().toString().toUpperCase(Locale.ROOT) + "F")) {
      refused(byResearcher().with("hop", id), 400, "invalid_request", "parameter_invalid");
    }
    refused(byOperator().with("signature", "zz"), 400, "invalid_request", "parameter_invalid");
    refused(
        byResearcher().with("token", "x").with("purpose", "p".repeat(513)),
        400,
        "invalid_request",
        "parameter_invalid");
  }

  @Test
  void aRevocationThatCannotBeRecordedIsNotClaimed() throws Exception {
    Delegated chain = Delegated.from("pia");
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE revocation IN ACCESS EXCLUSIVE MODE");
      byResearcher()
          .with("token", chain.second().token())
          .send()
          .statusCode(503)
          .header("Retry-After", notNullValue())
          .body("reason", equalTo("record_unavailable"));
      connection.rollback();
    }
    alive(Delegated.toSummarizer(chain.second()));
    revoked(byResearcher().with("token", chain.second().token()));
    dead(Delegated.toSummarizer(chain.second()));
  }

  @Test
  void revocationsAreCountedByOutcome() {
    revoked(byResearcher().with("token", "x"));
    when()
        .get("/q/metrics")
        .then()
        .body(containsString("deputy_revocations_total{outcome=\"dead\"}"));
  }
}
