package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that say who the user is, who may act, and what somebody would like them to say. */
class ForgedClaimsTest {
  private static final AcmeKey KEY = AcmeKey.p256("first");

  @TempDir Path folder;
  private HostileProvider provider;
  private UsersDoor door;

  @BeforeEach
  void serve() throws Exception {
    provider = new HostileProvider();
    provider.answers("/keys", KEY.jwks());
    door = door("azp", "");
  }

  @AfterEach
  void stop() {
    provider.close();
    door.close();
  }

  private UsersDoor door(String callerClaim, String more) throws Exception {
    return new UsersDoor(
        folder,
        """
        issuer: https://dark.acme.example
        jwks: %s/keys
        caller_claim: %s
        ceiling: grants
        %s"""
            .formatted(provider.url(), callerClaim, more),
        true);
  }

  private void reopen(String callerClaim, String more) throws Exception {
    door.close();
    door = door(callerClaim, more);
  }

  private static Jwt alice() {
    Instant now = Instant.now();
    return Jwt.signedBy(KEY)
        .with("iss", Acme.DARK_IDP)
        .with("aud", Acme.ISSUER)
        .with("sub", "alice")
        .with("azp", "orchestrator")
        .at("iat", now)
        .at("exp", now.plusSeconds(600));
  }

  private String subject(Jwt jwt) throws Exception {
    return door.verify(jwt).user().user().subject();
  }

  @Test
  void aTokenThatIsDelegatedAlreadyIsRefused() {
    for (Object act : new Object[] {Map.of("sub", "orchestrator"), "orchestrator", Map.of(), 7}) {
      door.refused(alice().with("act", act), Reason.SUBJECT_ALREADY_DELEGATED);
    }
  }

  @Test
  void everyClaimThatNamesACallerMustNameThisOne() throws Exception {
    assertThat(subject(alice().with("client_id", "orchestrator"))).isEqualTo("alice");
    door.refused(alice().with("client_id", "researcher"), Reason.SUBJECT_NOT_FOR_CALLER);
    door.refused(alice().with("azp", "researcher"), Reason.SUBJECT_NOT_FOR_CALLER);
    door.refused(
        alice().with("azp", "researcher").with("client_id", "orchestrator"),
        Reason.SUBJECT_NOT_FOR_CALLER);
    reopen("client_id", "");
    door.refused(alice(), Reason.SUBJECT_CLAIM_INVALID);
    door.refused(
        alice().with("azp", "researcher").with("client_id", "orchestrator"),
        Reason.SUBJECT_NOT_FOR_CALLER);
  }

  @Test
  void aClaimThatNamesACallerInAnotherFormIsRefused() {
    for (Object name :
        new Object[] {List.of("orchestrator"), Map.of("id", "orchestrator"), 7, ""}) {
      door.refused(alice().with("azp", name), Reason.SUBJECT_CLAIM_INVALID);
      door.refused(alice().with("client_id", name), Reason.SUBJECT_CLAIM_INVALID);
    }
  }

  @Test
  void aMalformedMayActIsRefusedWhateverElseNamesTheCaller() {
    for (Object mayAct :
        new Object[] {
          "orchestrator",
          List.of(Map.of("sub", "orchestrator")),
          Map.of(),
          Map.of("sub", 7),
          Map.of("sub", List.of("orchestrator")),
          Map.of("sub", "orchestrator", "iss", "https://other.example"),
          Map.of("sub", "orchestrator", "iss", 7),
          7,
          true
        }) {
      door.refused(alice().with("may_act", mayAct), Reason.SUBJECT_CLAIM_INVALID);
    }
  }

  @Test
  void aMayActForSomebodyElseIsRefusedWhateverElseNamesTheCaller() throws Exception {
    door.refused(
        alice().with("may_act", Map.of("sub", "researcher")), Reason.SUBJECT_NOT_FOR_CALLER);
    reopen("may_act", "");
    door.refused(alice(), Reason.SUBJECT_CLAIM_INVALID);
    door.refused(
        alice().with("may_act", Map.of("sub", "researcher")), Reason.SUBJECT_NOT_FOR_CALLER);
    assertThat(
            subject(
                alice()
                    .with("azp", "front-end")
                    .with("may_act", Map.of("sub", "orchestrator", "iss", Acme.ISSUER))))
        .isEqualTo("alice");
  }

  @Test
  void aTokenForTwoOfOurDeploymentsIsRefused() throws Exception {
    Jwt both = alice().with("aud", List.of(Acme.ISSUER, "https://deputy.other.example"));
    door.refused(both, Reason.SUBJECT_AUDIENCE_MISMATCH);
    reopen("azp", "other_audiences: [account]");
    door.refused(both, Reason.SUBJECT_AUDIENCE_MISMATCH);
    door.refused(alice().with("aud", "account"), Reason.SUBJECT_AUDIENCE_MISMATCH);
    assertThat(subject(alice().with("aud", List.of(Acme.ISSUER, "account")))).isEqualTo("alice");
  }

  @Test
  void aTokenOfAnotherTenantsIssuerIsRefused() {
    // Providers with many tenants sign for all of them with the same keys.
    door.refused(
        alice().with("iss", "https://dark.acme.example/other-tenant"),
        Reason.SUBJECT_ISSUER_UNTRUSTED);
    door.refused(alice().with("iss", Acme.IDP), Reason.SUBJECT_SIGNATURE_INVALID);
    door.refused(
        alice().with("iss", "https://dark.acme.example/"), Reason.SUBJECT_ISSUER_UNTRUSTED);
    door.refused(alice().with("iss", "https://DARK.acme.example"), Reason.SUBJECT_ISSUER_UNTRUSTED);
  }

  @Test
  void onlyTheAlgorithmsOfTheIssuersEntryAreAccepted() throws Exception {
    reopen("azp", "algorithms: [RS256, EdDSA]");
    door.refused(alice(), Reason.SUBJECT_ALGORITHM_REFUSED);
    reopen("azp", "algorithms: [ES256]");
    assertThat(subject(alice())).isEqualTo("alice");
    for (String algorithm : new String[] {"none", "HS256", "RS256", "EdDSA", "ES384", "es256"}) {
      door.refused(alice().header("alg", algorithm), Reason.SUBJECT_ALGORITHM_REFUSED);
    }
  }

  @Test
  void claimsAreMappedAsTheOperatorSays() throws Exception {
    reopen(
        "azp",
        """
        subject_claim: /ids/employee
        groups_claim: https://acme.example/groups
        roles_claim: /realm_access/roles""");
    var user =
        door.verify(
                alice()
                    .with("ids", Map.of("employee", "e-7"))
                    .with("https://acme.example/groups", List.of("engineering"))
                    .with("realm_access", Map.of("roles", List.of("admin", "dev"))))
            .user();
    assertThat(user.user().subject()).isEqualTo("e-7");
    assertThat(user.groups()).containsExactly("engineering");
    assertThat(user.roles()).containsExactly("admin", "dev");
  }

  @Test
  void aMappedClaimThatIsMissingOrMalformedGivesNothing() throws Exception {
    reopen("azp", "subject_claim: /ids/employee\nroles_claim: /realm_access/roles");
    door.refused(alice(), Reason.SUBJECT_CLAIM_INVALID);
    door.refused(alice().with("ids", "e-7"), Reason.SUBJECT_CLAIM_INVALID);
    door.refused(alice().with("ids", Map.of("employee", 7)), Reason.SUBJECT_CLAIM_INVALID);
    Jwt known = alice().with("ids", Map.of("employee", "e-7"));
    assertThat(door.verify(known).user().roles()).isEmpty();
    door.refused(
        known.with("realm_access", Map.of("roles", Map.of("admin", true))),
        Reason.SUBJECT_CLAIM_INVALID);
    door.refused(
        known.with("realm_access", Map.of("roles", List.of("admin", 7))),
        Reason.SUBJECT_CLAIM_INVALID);
  }

  @Test
  void anAddressThatIsNotVerifiedIsNobody() throws Exception {
    reopen("azp", "subject_claim: email");
    Jwt mail = alice().with("email", "alice@acme.example");
    door.refused(mail, Reason.SUBJECT_CLAIM_INVALID);
    door.refused(mail.with("email_verified", false), Reason.SUBJECT_CLAIM_INVALID);
    door.refused(mail.with("email_verified", "true"), Reason.SUBJECT_CLAIM_INVALID);
    assertThat(subject(mail.with("email_verified", true))).isEqualTo("alice@acme.example");
  }
}
