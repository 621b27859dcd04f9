package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.UserToken;
import io.deputy.issuer.exchange.VouchedUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users whose tokens come from a real OpenID provider, found by discovery. */
class OidcProviderTest {
  @TempDir Path folder;
  private OidcProvider provider;
  private UsersDoor door;

  @BeforeEach
  void start() throws Exception {
    provider = OidcProvider.start();
    door = door(folder);
  }

  private UsersDoor door(Path where) throws Exception {
    UsersDoor opened =
        new UsersDoor(
            where,
            """
            issuer: %s
            discover: true
            introspection: { client_id: deputy, client_secret: provider }
            caller_claim: client_id
            ceiling: scope
            groups_claim: groups
            roles_claim: /realm_access/roles
            """
                .formatted(provider.issuer()),
            true);
    Files.writeString(where.resolve("secrets").resolve("provider"), "of deputy + more");
    return opened;
  }

  @AfterEach
  void stop() throws Exception {
    if (door != null) {
      door.close();
      provider.close();
    }
  }

  private VouchedUser accepted(String token) throws Refusal {
    VouchedUser vouched = door.verifyAccessToken(token);
    assertThat(vouched.user().user().subject()).isEqualTo("alice");
    assertThat(vouched.user().groups()).containsExactly("engineering");
    assertThat(vouched.user().roles()).containsExactly("dev");
    assertThat(vouched.ceiling().orElseThrow().capabilities()).hasSize(1);
    return vouched;
  }

  @Test
  void itsJwtAndItsOpaqueTokenSayTheSame() throws Exception {
    VouchedUser jwt = accepted(provider.jwt());
    VouchedUser opaque = accepted(provider.opaque());
    assertThat(opaque.user()).isEqualTo(jwt.user());
    assertThat(opaque.ceiling()).isEqualTo(jwt.ceiling());
    assertThat(Duration.between(jwt.expiresAt(), opaque.expiresAt()).abs())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void itsKeysRotate() throws Exception {
    String old = provider.jwt();
    accepted(old);
    provider.rotate("RS256", "key-2", false);
    String young = provider.jwt();
    door.clock().forward(IdentityProvider.ASKED_AGAIN.plusSeconds(1));
    accepted(young);
    accepted(old);
    provider.rotate("ES256", "key-3", true);
    door.clock().forward(IdentityProvider.FRESH);
    accepted(provider.jwt());
    door.refusedAccessToken(young, Reason.SUBJECT_SIGNATURE_INVALID);
    door.refusedAccessToken(old, Reason.SUBJECT_SIGNATURE_INVALID);
  }

  @Test
  void anAlgorithmThatIsNotOnTheListIsRefused() throws Exception {
    provider.rotate("PS256", "key-2", false);
    door.refusedAccessToken(provider.jwt(), Reason.SUBJECT_ALGORITHM_REFUSED);
  }

  @Test
  void aTokenThatItRevokedIsRefused() throws Exception {
    String token = provider.opaque();
    accepted(token);
    provider.revoke(token);
    door.refusedAccessToken(token, Reason.SUBJECT_INACTIVE);
    door.refusedAccessToken("neverIssued", Reason.SUBJECT_INACTIVE);
  }

  @Test
  void itsRefreshTokenIsNoAccessToken() throws Exception {
    door.refusedAccessToken(provider.refreshToken(), Reason.SUBJECT_CLAIM_INVALID);
  }

  @Test
  void aTokenForAnotherDeploymentIsRefused() throws Exception {
    String other = "https://deputy.other.example";
    door.refusedAccessToken(provider.token("jwt", other), Reason.SUBJECT_AUDIENCE_MISMATCH);
    door.refusedAccessToken(provider.token("opaque", other), Reason.SUBJECT_AUDIENCE_MISMATCH);
  }

  @Test
  void anOpaqueTokenIsNothingElse() throws Exception {
    UserToken token = new UserToken(new Credential(provider.opaque()), false);
    assertThatThrownBy(() -> door.verify(token))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.SUBJECT_TOKEN_MALFORMED));
  }

  @Test
  void whenItIsDownItsKeysCountForAWhileAndItsOpaqueTokensDoNot() throws Exception {
    String jwt = provider.jwt();
    String opaque = provider.opaque();
    accepted(jwt);
    accepted(opaque);
    provider.close();
    door.clock().forward(IdentityProvider.FRESH);
    accepted(jwt);
    door.refusedAccessToken(opaque, Reason.IDENTITY_PROVIDER_UNAVAILABLE);
    door.clock().forward(IdentityProvider.GRACE);
    door.refusedAccessToken(jwt, Reason.ISSUER_KEYS_UNAVAILABLE);
  }
}
