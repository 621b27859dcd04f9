package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.UserToken;
import io.deputy.issuer.exchange.VouchedUser;
import io.deputy.issuer.revocation.Revoker;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;

/** Users' tokens, presented to an issuer whose directory has the given entry for their provider. */
final class UsersDoor implements AutoCloseable {
  /** What Acme's directory has where a test puts its own entry. */
  private static final String REPLACED =
      """
        - issuer: https://dark.acme.example
          jwks: http://127.0.0.1:1/jwks.json
          audience: https://deputy.acme.example
          caller_claim: azp
          ceiling: grants
      """;

  private final Vertx vertx = Vertx.vertx();
  private final MovedByHand clock = new MovedByHand();
  private final Directory directory;
  private final JwtUsers users;
  private final JwtPeople people;

  /**
   * @param entry of {@code issuers}, without its audience
   * @param development whether calls to this machine will do; keys for development never do
   */
  UsersDoor(Path folder, String entry, boolean development) throws Exception {
    Path file = Acme.writeDirectory(folder);
    String yaml = Files.readString(file);
    assertThat(yaml).contains(REPLACED);
    String whole = entry + "\naudience: " + Acme.ISSUER;
    Files.writeString(
        file, yaml.replace(REPLACED, "  - " + whole.strip().replace("\n", "\n    ") + "\n"));
    directory = DirectoryFile.read(file, true);
    Fetch fetch = new Fetch(vertx, development);
    IssuerKeySource keys = new IssuerKeySource(fetch, false, clock);
    Secrets secrets = new Secrets(folder.resolve("secrets"));
    IssuerTokens tokens = new IssuerTokens(keys, new OpaqueTokens(keys, fetch, secrets));
    users = new JwtUsers(Acme.ISSUER, tokens);
    people = new JwtPeople(tokens, new JwtOperators(tokens), users);
  }

  MovedByHand clock() {
    return clock;
  }

  VouchedUser verify(Jwt jwt) throws Refusal {
    return verify(new UserToken(new Credential(jwt.compact()), false));
  }

  VouchedUser verifyAccessToken(String token) throws Refusal {
    return verify(new UserToken(new Credential(token), true));
  }

  VouchedUser verify(UserToken token) throws Refusal {
    return users.verify(
        token, directory.agent("orchestrator").orElseThrow(), directory, clock.instant());
  }

  /** Who presents {@code bearer} to revoke something. */
  Revoker revoker(String bearer) throws Refusal {
    return people.authenticate(new Credential(bearer), directory, clock.instant());
  }

  void refused(Jwt jwt, Reason reason) {
    assertThatThrownBy(() -> verify(jwt))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  void refusedAccessToken(String token, Reason reason) {
    assertThatThrownBy(() -> verifyAccessToken(token))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
