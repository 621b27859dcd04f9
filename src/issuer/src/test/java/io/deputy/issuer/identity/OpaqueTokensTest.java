package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.User;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.UserToken;
import io.deputy.issuer.identity.HostileProvider.Answer;
import io.deputy.issuer.revocation.Revoker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opaque tokens, and what their issuer may answer about them. */
class OpaqueTokensTest {
  private static final String PATH = "/introspect";
  private static final String TOKEN = "aToken-1~x/+";

  @TempDir Path folder;
  private HostileProvider provider;
  private UsersDoor door;

  @BeforeEach
  void serve() throws Exception {
    provider = new HostileProvider();
    door =
        new UsersDoor(
            folder,
            """
            issuer: https://dark.acme.example
            jwks: %1$s/keys
            introspection: { endpoint: '%1$s/introspect', client_id: 'deputy:1', client_secret: developer }
            caller_claim: client_id
            ceiling: scope
            groups_claim: groups
            """
                .formatted(provider.url()),
            true);
    answers("active", true);
  }

  @AfterEach
  void stop() {
    provider.close();
    door.close();
  }

  /** A good answer, but for one member. */
  private void answers(String member, Object value) throws Exception {
    Map<String, Object> answer = new TreeMap<>();
    answer.put("active", true);
    answer.put("iss", Acme.DARK_IDP);
    answer.put("sub", "alice");
    answer.put("aud", Acme.ISSUER);
    answer.put("client_id", "orchestrator");
    answer.put("token_type", "Bearer");
    answer.put("scope", "issues:write");
    answer.put("groups", List.of("engineering"));
    answer.put("exp", door.clock().instant().plusSeconds(600).getEpochSecond());
    answer.put(member, value);
    answer.values().removeIf(""::equals);
    provider.answers(PATH, new ObjectMapper().writeValueAsString(answer));
  }

  private void refused(Reason reason) {
    door.refusedAccessToken(TOKEN, reason);
  }

  private void refusedWith(String member, Object value, Reason reason) throws Exception {
    answers(member, value);
    refused(reason);
  }

  @Test
  void anActiveTokenVouchesForItsUser() throws Exception {
    var vouched = door.verifyAccessToken(TOKEN);
    assertThat(vouched.user().user().subject()).isEqualTo("alice");
    assertThat(vouched.user().user().issuer()).isEqualTo(Acme.DARK_IDP);
    assertThat(vouched.user().groups()).containsExactly("engineering");
    assertThat(vouched.ceiling().orElseThrow().capabilities()).hasSize(1);
  }

  private void revokerRefusedWith(String member, Object value, Reason reason) throws Exception {
    answers(member, value);
    assertThatThrownBy(() -> door.revoker(TOKEN))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void whoRevokesWithOneIsItsUserAfterTheSameChecks() throws Exception {
    assertThat(door.revoker(TOKEN))
        .isEqualTo(
            new Revoker.ByUser(
                new User(Acme.DARK_IDP, "alice"), new TreeSet<>(List.of("orchestrator"))));
    revokerRefusedWith("active", false, Reason.SUBJECT_INACTIVE);
    revokerRefusedWith("act", Map.of("sub", "researcher"), Reason.SUBJECT_ALREADY_DELEGATED);
    revokerRefusedWith("aud", "https://other.example", Reason.SUBJECT_AUDIENCE_MISMATCH);
    revokerRefusedWith("aud", Acme.ISSUER + "/admin", Reason.OPERATOR_TOKEN_INVALID);
    provider.answers(PATH, "nonsense");
    assertThatThrownBy(() -> door.revoker(TOKEN))
        .isInstanceOfSatisfying(
            Refusal.class,
            r -> assertThat(r.reason()).isEqualTo(Reason.IDENTITY_PROVIDER_UNAVAILABLE));
  }

  @Test
  void theIssuerIsAskedEveryTimeAsItWantsToBe() throws Exception {
    door.verifyAccessToken(TOKEN);
    door.verifyAccessToken(TOKEN);
    String credentials = "deputy%3A1:s3cret%3A+%2B%26%2F%25%C3%A9";
    assertThat(provider.asked())
        .hasSize(2)
        .containsOnly(
            new HostileProvider.Asked(
                PATH,
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                "token=aToken-1%7Ex%2F%2B&token_type_hint=access_token"));
  }

  @Test
  void aTokenThatWasRevokedAMomentAgoIsRefused() throws Exception {
    door.verifyAccessToken(TOKEN);
    refusedWith("active", false, Reason.SUBJECT_INACTIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "yes", ""})
  void onlyTheBooleanTrueIsActive(String text) throws Exception {
    refusedWith("active", text, Reason.SUBJECT_INACTIVE);
  }

  @Test
  void theSameIsCheckedAsOfAJwt() throws Exception {
    long now = door.clock().instant().getEpochSecond();
    refusedWith("iss", "https://idp.acme.example", Reason.SUBJECT_CLAIM_INVALID);
    refusedWith("aud", "https://other.example", Reason.SUBJECT_AUDIENCE_MISMATCH);
    refusedWith("aud", "", Reason.SUBJECT_CLAIM_INVALID);
    refusedWith("exp", now, Reason.SUBJECT_EXPIRED);
    refusedWith("exp", "", Reason.SUBJECT_CLAIM_INVALID);
    refusedWith("nbf", now + 31, Reason.SUBJECT_NOT_YET_VALID);
    refusedWith("iat", now + 31, Reason.SUBJECT_NOT_YET_VALID);
    refusedWith("client_id", "researcher", Reason.SUBJECT_NOT_FOR_CALLER);
    refusedWith("client_id", "", Reason.SUBJECT_CLAIM_INVALID);
    refusedWith("sub", "", Reason.SUBJECT_CLAIM_INVALID);
    refusedWith("act", Map.of("sub", "x"), Reason.SUBJECT_ALREADY_DELEGATED);
    refusedWith("may_act", "orchestrator", Reason.SUBJECT_CLAIM_INVALID);
  }

  @Test
  void whatIsNoAccessTokenIsRefused() throws Exception {
    refusedWith("token_type", "", Reason.SUBJECT_CLAIM_INVALID);
    refusedWith("token_type", "refresh_token", Reason.SUBJECT_CLAIM_INVALID);
  }

  @Test
  void anIssuerThatCannotBeAskedLetsNobodyIn() {
    for (Answer answer :
        List.of(
            Answer.status(500),
            Answer.status(401),
            Answer.status(404),
            Answer.of("<html>"),
            Answer.of("[]"),
            Answer.of("{\"active\":false,\"active\":true}"),
            Answer.of("{\"active\":true}" + " ".repeat(Fetch.MAX_BYTES)),
            Answer.redirect("/other"),
            Answer.of("{\"active\":true}").slowly(Duration.ofMillis(500)))) {
      provider.answers(PATH, answer);
      refused(Reason.IDENTITY_PROVIDER_UNAVAILABLE);
    }
    assertThat(provider.asked("/other")).isZero();
    provider.close();
    refused(Reason.IDENTITY_PROVIDER_UNAVAILABLE);
  }

  @Test
  void whatIsNoReferenceIsNotHandedOn() {
    for (String text : new String[] {"a b", "a&b=c", "é", "", "a".repeat(2049), "a\r\nb"}) {
      door.refusedAccessToken(text, Reason.SUBJECT_TOKEN_MALFORMED);
    }
    assertThat(provider.asked()).isEmpty();
  }

  @Test
  void aJwtIsNotAskedAbout() {
    door.refusedAccessToken(
        Acme.alice("orchestrator").reallySignedBy(Acme.ATTACKER).compact(),
        Reason.SUBJECT_SIGNATURE_INVALID);
    assertThat(provider.asked()).isEmpty();
  }

  @Test
  void onlyAnAccessTokenMayBeOpaque() {
    assertThatThrownBy(() -> door.verify(new UserToken(new Credential(TOKEN), false)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.SUBJECT_TOKEN_MALFORMED));
    assertThat(provider.asked()).isEmpty();
  }

  @Test
  void withoutAnIssuerToAskTheyAreRefused() throws Exception {
    try (UsersDoor nobodyToAsk =
        new UsersDoor(
            folder,
            """
            issuer: https://dark.acme.example
            jwks: %s/keys
            caller_claim: client_id
            ceiling: scope
            """
                .formatted(provider.url()),
            true)) {
      nobodyToAsk.refusedAccessToken(TOKEN, Reason.SUBJECT_OPAQUE);
    }
    assertThat(provider.asked()).isEmpty();
  }
}
