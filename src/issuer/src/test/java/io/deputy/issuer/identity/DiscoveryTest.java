package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.identity.HostileProvider.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issuers whose keys are found through what they say of themselves. */
class DiscoveryTest {
  private static final String OPENID = "/realms/acme/.well-known/openid-configuration";
  private static final String OAUTH = "/.well-known/oauth-authorization-server/realms/acme";
  private static final AcmeKey KEY = AcmeKey.ed25519("first");

  @TempDir Path folder;
  private HostileProvider provider;
  private HostileProvider elsewhere;
  private UsersDoor door;

  @BeforeEach
  void serve() throws Exception {
    provider = new HostileProvider();
    elsewhere = new HostileProvider();
    provider.answers("/keys", KEY.jwks());
    elsewhere.answers("/keys", KEY.jwks());
    door = door("");
  }

  private UsersDoor door(String more) throws Exception {
    return new UsersDoor(
        folder, "issuer: " + issuer() + "\ncaller_claim: azp\nceiling: grants\n" + more, true);
  }

  @AfterEach
  void stop() {
    provider.close();
    elsewhere.close();
    door.close();
  }

  private String issuer() {
    return provider.url() + "/realms/acme";
  }

  private static String metadata(String issuer, String keys) {
    return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, keys);
  }

  private Jwt alice() {
    Instant now = door.clock().instant();
    return Acme.alice("orchestrator")
        .with("iss", issuer())
        .at("iat", now)
        .at("exp", now.plusSeconds(600))
        .header("kid", "first")
        .reallySignedBy(KEY);
  }

  private void accepted() throws Exception {
    assertThat(door.verify(alice()).user().user().issuer()).isEqualTo(issuer());
  }

  private void refused() {
    door.refused(alice(), Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void keysAreFoundWhereOpenIdDiscoverySays() throws Exception {
    provider.answers(OPENID, metadata(issuer(), provider.url() + "/keys"));
    accepted();
    accepted();
    assertThat(provider.asked(OPENID)).isEqualTo(1);
    assertThat(provider.asked("/keys")).isEqualTo(1);
  }

  @Test
  void keysAreFoundWhereOAuthMetadataSaysIfThereIsNoOpenId() throws Exception {
    provider.answers(OAUTH, metadata(issuer(), provider.url() + "/keys"));
    accepted();
  }

  @Test
  void aProviderThatIsDownIsNotAskedForItsOtherMetadata() {
    provider.answers(OPENID, Answer.status(500));
    provider.answers(OAUTH, metadata(issuer(), provider.url() + "/keys"));
    refused();
    assertThat(provider.asked(OAUTH)).isZero();
  }

  @Test
  void metadataOfAnotherIssuerIsRefused() {
    for (String other :
        new String[] {
          provider.url() + "/realms/other", issuer() + "/", issuer().replace("http", "HTTP"), ""
        }) {
      provider.answers(OPENID, metadata(other, provider.url() + "/keys"));
      refused();
      door.clock().forward(Backoff.LONGEST);
    }
    assertThat(provider.asked("/keys")).isZero();
  }

  @Test
  void keysOnAHostThatTheOperatorDidNotListAreNotFetched() throws Exception {
    provider.answers(OPENID, metadata(issuer(), elsewhere.url() + "/keys"));
    refused();
    assertThat(elsewhere.asked()).isEmpty();
    door.close();
    door = door("hosts: ['" + elsewhere.url().substring("http://".length()) + "']");
    accepted();
    assertThat(elsewhere.asked("/keys")).isEqualTo(1);
  }

  @Test
  void metadataLeadsToNoOtherSchemePortOrUser() {
    for (String keys :
        new String[] {
          "file:///etc/passwd",
          "ftp://127.0.0.1/keys",
          "jar:file:///x!/y",
          "http://127.0.0.1:1/keys",
          "http://user:pass@" + provider.url().substring("http://".length()) + "/keys",
          "//127.0.0.1/keys",
          "keys",
          "not a url",
          ""
        }) {
      provider.answers(OPENID, metadata(issuer(), keys));
      refused();
      door.clock().forward(Backoff.LONGEST);
    }
    assertThat(provider.asked("/keys")).isZero();
  }

  @Test
  void redirectsAreNotFollowed() {
    elsewhere.answers(OPENID, metadata(issuer(), provider.url() + "/keys"));
    provider.answers(OPENID, Answer.redirect(elsewhere.url() + OPENID));
    refused();
    assertThat(elsewhere.asked()).isEmpty();
  }

  @Test
  void nonsenseIsRefused() {
    for (String body :
        new String[] {
          "<html>",
          "[]",
          "{}",
          metadata(issuer(), provider.url() + "/keys") + "{}",
          "{\"issuer\":\"x\",\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}"
              .formatted(issuer(), provider.url())
        }) {
      provider.answers(OPENID, body);
      refused();
      door.clock().forward(Backoff.LONGEST);
    }
  }

  @Test
  void metadataThatTurnsHostileDoesNotMoveTheKeysWeHad() throws Exception {
    provider.answers(OPENID, metadata(issuer(), provider.url() + "/keys"));
    accepted();
    elsewhere.answers("/keys", Acme.ATTACKER.jwks());
    provider.answers(OPENID, metadata(issuer(), elsewhere.url() + "/keys"));
    door.clock().forward(IdentityProvider.FRESH);
    accepted();
    door.clock().forward(IdentityProvider.GRACE.plus(Duration.ofSeconds(1)));
    refused();
    assertThat(elsewhere.asked()).isEmpty();
  }
}
