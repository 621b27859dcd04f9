package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.issuer.console.ConsoleLogin;
import io.deputy.minting.keys.KeysInvalid;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be set, and what holds if it is not. A changed default breaks this test. */
class SettingsTest {
  static Settings with(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(Settings.class)
        .withSources(new io.smallrye.config.PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(Settings.class);
  }

  @Test
  void defaultsAreThoseOfProduction() {
    Settings settings = with(Map.of());
    assertThat(settings.issuer()).isEqualTo("http://localhost:8080");
    assertThat(settings.home()).isEqualTo(Path.of("./.deputy"));
    assertThat(Settings.directoryFile(settings)).isEqualTo(Path.of("./.deputy/directory.yaml"));
    assertThat(Settings.keysFolder(settings)).isEqualTo(Path.of("./.deputy/keys"));
    assertThat(settings.keysPassphrase()).isEmpty();
    assertThat(settings.keysPassphraseFile()).isEmpty();
    assertThat(settings.keysReload()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.bundle().maxAge()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.pkcs11().library()).isEmpty();
    assertThat(settings.pkcs11().slot()).isEmpty();
    assertThat(settings.pkcs11().pinFile()).isEmpty();
    assertThat(settings.limits().addressPerSecond()).isEqualTo(500);
    assertThat(settings.limits().agentPerSecond()).isEqualTo(100);
    assertThat(settings.limits().userPerSecond()).isEqualTo(100);
    assertThat(settings.limits().bodyWithin()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.development()).isFalse();
    assertThat(settings.dpopNonce()).isTrue();
    assertThat(settings.applyDirectory()).isFalse();
    assertThat(settings.database().url()).isEmpty();
    assertThat(settings.database().username()).isEmpty();
    assertThat(settings.database().password()).isEmpty();
    assertThat(settings.migrations().username()).isEmpty();
    assertThat(settings.migrations().password()).isEmpty();
    assertThat(Settings.secretsFolder(settings)).isEqualTo(Path.of("./.deputy/secrets"));
    assertThat(settings.tls().certificate()).isEmpty();
    assertThat(settings.tls().key()).isEmpty();
    assertThat(settings.tls().clientAuthority()).isEmpty();
    assertThat(settings.webhook().url()).isEmpty();
    assertThat(settings.webhook().secretFile()).isEmpty();
    assertThat(settings.console().issuer()).isEmpty();
    assertThat(settings.console().clientId()).isEmpty();
    assertThat(settings.console().clientSecretFile()).isEmpty();
    assertThat(settings.console().rolesClaim()).isEqualTo("groups");
    assertThat(settings.console().auditorRole()).isEqualTo("deputy-auditor");
    assertThat(settings.console().operatorRole()).isEqualTo("deputy-operator");
  }

  @Test
  void everySettingIsTaken() {
    Settings settings =
        with(
            Map.of(
                "deputy.issuer", "https://deputy.acme.example",
                "deputy.home", "/h",
                "deputy.directory", "/d.yaml",
                "deputy.keys", "/k",
                "deputy.development", "true",
                "deputy.database.url", "jdbc:postgresql://db/deputy",
                "deputy.database.username", "u",
                "deputy.database.password", "p",
                "deputy.migrations.username", "m",
                "deputy.migrations.password", "q"));
    assertThat(with(Map.of("deputy.dpop-nonce", "false")).dpopNonce()).isFalse();
    assertThat(with(Map.of("deputy.bundle.max-age", "PT30S")).bundle().maxAge())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.issuer()).isEqualTo("https://deputy.acme.example");
    assertThat(Settings.directoryFile(settings)).isEqualTo(Path.of("/d.yaml"));
    assertThat(Settings.keysFolder(settings)).isEqualTo(Path.of("/k"));
    assertThat(settings.development()).isTrue();
    assertThat(settings.database().url()).contains("jdbc:postgresql://db/deputy");
    assertThat(settings.database().username()).contains("u");
    assertThat(settings.database().password()).contains("p");
    assertThat(settings.migrations().username()).contains("m");
    assertThat(settings.migrations().password()).contains("q");
  }

  @Test
  void aStartAppliesTheDirectoryOnlyWhenToldTo() {
    assertThat(with(Map.of("deputy.apply-directory", "true")).applyDirectory()).isTrue();
  }

  @Test
  void signingKeysAreSetTogether() throws Exception {
    assertThat(KeySettings.folder(with(Map.of()))).isNotNull();
    keysRefused(
        Map.of("deputy.keys-passphrase", "p", "deputy.keys-passphrase-file", "/p"), "keep one");
    keysRefused(Map.of("deputy.pkcs11.library", "/lib.so"), "all of library, slot and pin-file");
    keysRefused(
        Map.of(
            "deputy.pkcs11.library", "lib.so",
            "deputy.pkcs11.slot", "1",
            "deputy.pkcs11.pin-file", "/pin"),
        "absolute");
  }

  private static void keysRefused(Map<String, String> properties, String problem) {
    assertThatThrownBy(() -> KeySettings.folder(with(properties)))
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining(problem);
  }

  @Test
  void theKeysAreReadAgainOftenEnough() throws Exception {
    assertThat(KeySettings.reload(with(Map.of("deputy.keys-reload", "PT30S"))))
        .isEqualTo(Duration.ofSeconds(30));
    for (String every : List.of("PT31S", "PT0S", "PT-1S")) {
      assertThatThrownBy(() -> KeySettings.reload(with(Map.of("deputy.keys-reload", every))))
          .isInstanceOf(CannotStart.class);
    }
  }

  @Test
  void aConsoleHasALoginOrIsNotThere(@TempDir Path folder) throws Exception {
    assertThat(ConsoleLogins.of(with(Map.of())).provider()).isEmpty();
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
    Map<String, String> whole =
        Map.of(
            "deputy.console.issuer", "https://idp.acme.example",
            "deputy.console.client-id", "console",
            "deputy.console.client-secret-file", secret.toString());
    ConsoleLogin.Provider provider = ConsoleLogins.of(with(whole)).provider().orElseThrow();
    assertThat(provider.clientSecret()).isEqualTo("hunter2");
    assertThat(provider.toString()).doesNotContain("hunter2");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    consoleRefused(whole, "deputy.console.client-id", "", "client-id");
    consoleRefused(whole, "deputy.console.client-secret-file", "", "client-secret-file");
    consoleRefused(
        whole, "deputy.console.client-secret-file", empty.toString(), "must hold a secret");
    consoleRefused(whole, "deputy.console.client-secret-file", "/none", "cannot be read");
    for (String issuer :
        List.of("http://idp.acme.example", "http://127.0.0.1:9", "idp", "https:", "ftp://idp")) {
      consoleRefused(whole, "deputy.console.issuer", issuer, "must be an https URL");
    }
    Map<String, String> development = new HashMap<>(whole);
    development.put("deputy.console.issuer", "http://127.0.0.1:9");
    development.put("deputy.development", "true");
    assertThat(ConsoleLogins.of(with(development)).provider()).isPresent();
  }

  private static void consoleRefused(
      Map<String, String> whole, String name, String value, String problem) {
    Map<String, String> broken = new HashMap<>(whole);
    broken.put(name, value);
    assertThatThrownBy(() -> ConsoleLogins.of(with(broken)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aLoginPrintsWithoutItsPassword() {
    assertThat(new Login("deputy_issuer", "hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void tlsHasASettingForEachOfItsParts() throws Exception {
    Settings settings =
        with(
            Map.of(
                "deputy.secrets", "/s",
                "deputy.tls.certificate", "/c.pem",
                "deputy.tls.key", "/k.pem",
                "deputy.tls.client-authority", "/ca.pem"));
    assertThat(Settings.secretsFolder(settings)).isEqualTo(Path.of("/s"));
    assertThat(settings.tls().clientAuthority()).contains(Path.of("/ca.pem"));
    assertThat(TlsServer.settings(settings.tls()))
        .containsEntry("quarkus.tls.deputy.key-store.pem.0.cert", "/c.pem")
        .containsEntry("quarkus.tls.deputy.key-store.pem.0.key", "/k.pem")
        .containsEntry("quarkus.http.tls-configuration-name", "deputy")
        .containsEntry("quarkus.http.insecure-requests", "disabled");
  }

  @Test
  void halfOfTlsIsRefused() throws Exception {
    assertThat(TlsServer.settings(with(Map.of()).tls())).isEmpty();
    for (String half : new String[] {"certificate", "key", "client-authority"}) {
      Settings settings = with(Map.of("deputy.tls." + half, "/x.pem"));
      assertThatThrownBy(() -> TlsServer.settings(settings.tls())).isInstanceOf(CannotStart.class);
    }
  }

  @Test
  void aReceiverIsNamedByAnHttpsUrlWithNothingToHide() throws Exception {
    assertThat(WebhookDelivery.url("https://siem.example/in?a=b", false).getHost())
        .isEqualTo("siem.example");
    assertThat(WebhookDelivery.url("http://127.0.0.1:9/", true).getPort()).isEqualTo(9);
    for (String wrong :
        List.of(
            "http://siem.example/", "https://u:secret@siem.example/", "https:///in", "siem", "%")) {
      assertThatThrownBy(() -> WebhookDelivery.url(wrong, false))
          .isInstanceOf(CannotStart.class)
          .hasMessageNotContaining("secret");
    }
  }
}
