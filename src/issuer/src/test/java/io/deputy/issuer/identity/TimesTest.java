package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.UserToken;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The boundaries of time, each to the second. */
class TimesTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  private static final Vertx VERTX = Vertx.vertx();

  @TempDir Path folder;
  private Directory directory;
  private JwtUsers users;
  private AssertedCallers callers;

  @BeforeEach
  void read() throws Exception {
    directory = DirectoryFile.read(Acme.writeDirectory(folder), true);
    Fetch fetch = new Fetch(VERTX, true);
    IssuerKeySource keys = new IssuerKeySource(fetch, true, Clock.systemUTC());
    users =
        new JwtUsers(
            Acme.ISSUER,
            new IssuerTokens(keys, new OpaqueTokens(keys, fetch, new Secrets(folder))));
    callers = new AssertedCallers(Set.of(Acme.ISSUER, Acme.TOKEN_ENDPOINT));
  }

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Jwt alice() {
    return Acme.alice("orchestrator").without("iat").at("exp", NOW.plusSeconds(600));
  }

  private void accepted(Jwt jwt) throws Refusal {
    var agent = directory.agent("orchestrator").orElseThrow();
    assertThat(users.verify(token(jwt), agent, directory, NOW).user().user().subject())
        .isEqualTo("alice");
  }

  private static UserToken token(Jwt jwt) {
    return new UserToken(new Credential(jwt.compact()), false);
  }

  private void refused(Jwt jwt, Reason reason) {
    assertThatThrownBy(() -> accepted(jwt))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void aUsersTokenThatExpiresNowHasExpired() throws Exception {
    accepted(alice().at("exp", NOW.plusSeconds(1)));
    refused(alice().at("exp", NOW), Reason.SUBJECT_EXPIRED);
  }

  @Test
  void aBeginningHasHalfAMinuteOfLeeway() throws Exception {
    for (String claim : new String[] {"nbf", "iat"}) {
      accepted(alice().at(claim, NOW.plusSeconds(30)));
      refused(alice().at(claim, NOW.plusSeconds(31)), Reason.SUBJECT_NOT_YET_VALID);
    }
  }

  @Test
  void aTimeThatIsNoNumberIsRefused() {
    refused(alice().with("exp", "2026"), Reason.SUBJECT_CLAIM_INVALID);
    refused(alice().with("exp", -1), Reason.SUBJECT_CLAIM_INVALID);
    refused(alice().with("exp", 1e300), Reason.SUBJECT_CLAIM_INVALID);
    refused(alice().with("nbf", true), Reason.SUBJECT_CLAIM_INVALID);
  }

  private void authenticated(Jwt jwt) throws Refusal {
    var caller =
        callers.authenticate(
            new ClientAssertion(new Credential(jwt.compact()), Optional.empty()), directory, NOW);
    assertThat(caller.key().thumbprint()).isEqualTo(Acme.ORCHESTRATOR.thumbprint());
  }

  @Test
  void anAssertionLivesForFiveMinutesAtMost() throws Exception {
    Jwt assertion = Acme.assertion("orchestrator", Acme.ORCHESTRATOR);
    Instant latest = NOW.plus(AssertedCallers.MAX_AHEAD).plus(Duration.ofSeconds(30));
    authenticated(assertion.at("exp", latest));
    assertThatThrownBy(() -> authenticated(assertion.at("exp", latest.plusSeconds(1))))
        .isInstanceOf(Refusal.class);
    authenticated(assertion.at("exp", NOW.plusSeconds(1)));
    assertThatThrownBy(() -> authenticated(assertion.at("exp", NOW))).isInstanceOf(Refusal.class);
  }

  private static void proved(Instant issuedAt) throws Refusal {
    Jwt proof = Acme.proof(Acme.ORCHESTRATOR).at("iat", issuedAt);
    var proofs = new DpopProofs(Acme.TOKEN_ENDPOINT, Optional.empty());
    var proved = proofs.verify(new Credential(proof.compact()), new Credential("no token"), NOW);
    assertThat(proved.key()).isEqualTo(Acme.ORCHESTRATOR.thumbprint());
    assertThat(proved.proof().expiresAt()).isAfterOrEqualTo(NOW);
  }

  @Test
  void aProofIsGoodForAMinuteAndTheLeewayOfClocks() throws Exception {
    proved(NOW.plusSeconds(30));
    proved(NOW.minusSeconds(90));
    for (long seconds : new long[] {31, -91}) {
      assertThatThrownBy(() -> proved(NOW.plusSeconds(seconds)))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.DPOP_PROOF_STALE));
    }
  }
}
