package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.admin.Operator;
import io.deputy.issuer.admin.OperatorScope;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.exchange.Credential;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose token makes an operator, and whose does not. */
class OperatorsTest {
  private static final String ADMIN = Acme.ISSUER + "/admin";

  private static final Vertx VERTX = Vertx.vertx();

  @TempDir Path folder;
  private Directory directory;

  @BeforeEach
  void read() throws Exception {
    directory = DirectoryFile.read(Acme.writeDirectory(folder), true);
  }

  private JwtOperators operators() {
    Fetch fetch = new Fetch(VERTX, true);
    IssuerKeySource keys = new IssuerKeySource(fetch, true, Clock.systemUTC());
    OpaqueTokens opaque = new OpaqueTokens(keys, fetch, new Secrets(folder.resolve("none")));
    return new JwtOperators(new IssuerTokens(keys, opaque));
  }

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private Operator authenticate(Jwt jwt, OperatorScope scope) throws Refusal {
    return operators().authenticate(new Credential(jwt.compact()), scope, directory, Instant.now());
  }

  private void refused(Jwt jwt) {
    refused(jwt, OperatorScope.ADMIN, Reason.OPERATOR_TOKEN_INVALID);
  }

  private void refused(Jwt jwt, OperatorScope scope, Reason reason) {
    assertThatThrownBy(() -> authenticate(jwt, scope))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void anOperatorIsKnownByIssuerAndSubject() throws Exception {
    assertThat(authenticate(Acme.operator(), OperatorScope.ADMIN))
        .isEqualTo(new Operator(Acme.IDP, "olivia"));
    assertThat(authenticate(Acme.operator().header("typ", "JWT"), OperatorScope.ADMIN))
        .isEqualTo(new Operator(Acme.IDP, "olivia"));
  }

  @Test
  void aScopeIsAWholeWordAndEachIsNeededByItself() throws Exception {
    Jwt auditor = Acme.operator().with("scope", "deputy:audit");
    assertThat(authenticate(auditor, OperatorScope.AUDIT).subject()).isEqualTo("olivia");
    refused(auditor, OperatorScope.ADMIN, Reason.OPERATOR_SCOPE_INSUFFICIENT);
    refused(Acme.operator(), OperatorScope.AUDIT, Reason.OPERATOR_SCOPE_INSUFFICIENT);
    for (String scope : List.of("deputy:administrator", "xdeputy:admin", "DEPUTY:ADMIN", "x")) {
      refused(
          Acme.operator().with("scope", scope),
          OperatorScope.ADMIN,
          Reason.OPERATOR_SCOPE_INSUFFICIENT);
    }
    refused(
        Acme.operator().without("scope"), OperatorScope.ADMIN, Reason.OPERATOR_SCOPE_INSUFFICIENT);
    refused(Acme.operator().with("scope", List.of("deputy:admin")));
  }

  @Test
  void aUsersTokenMakesNoOperatorWhateverItsScope() {
    refused(Acme.alice("orchestrator").with("scope", "deputy:admin"));
    refused(Acme.operator().with("aud", List.of(ADMIN, Acme.ISSUER)));
    refused(Acme.operator().with("aud", List.of()));
    refused(Acme.operator().without("aud"));
  }

  @Test
  void onlyTheOperatorsIssuerVouchesForThem() {
    refused(Acme.operator().with("iss", Acme.PLAIN_IDP));
    refused(Acme.operator().with("iss", "https://evil.example"));
    refused(Acme.operator().without("iss"));
    refused(Acme.operator().reallySignedBy(Acme.ATTACKER));
    refused(Acme.operator().header("alg", "none"));
    refused(Acme.operator().header("typ", "logout+jwt"));
    refused(Acme.operator().header("typ", "dpop+jwt"));
  }

  @Test
  void timesAndSubjectAreRequired() {
    Instant now = Instant.now();
    refused(Acme.operator().without("exp"));
    refused(Acme.operator().at("exp", now.minusSeconds(1)));
    refused(Acme.operator().at("nbf", now.plusSeconds(60)));
    refused(Acme.operator().without("sub"));
    refused(Acme.operator().with("sub", "o".repeat(256)));
  }

  @Test
  void withoutOperatorsInTheDirectoryNobodyIsOne() throws Exception {
    Path file = folder.resolve("directory.yaml");
    String yaml = Files.readString(file);
    Files.writeString(
        file, yaml.replaceFirst("(?m)^operators:\\R  issuer: .*\\R  audience: .*\\R", ""));
    directory = DirectoryFile.read(file, true);
    refused(Acme.operator());
  }
}
