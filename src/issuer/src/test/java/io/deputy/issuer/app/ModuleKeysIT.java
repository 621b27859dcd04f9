package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.json.Jwks;
import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.Passphrase;
import io.deputy.minting.keys.Pkcs11;
import io.deputy.verify.Verifier;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with its signing keys in a PKCS#11 module: SoftHSM. */
class ModuleKeysIT {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"));
  private static final Pattern SLOT = Pattern.compile("reassigned to slot ([0-9]+)");

  @TempDir Path home;
  private int port;

  @Test
  void itMintsAndExtendsTokens_andRotates() throws Exception {
    Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
    Assumptions.assumeTrue(
        library.isPresent(), "skipped: for keys in a PKCS#11 module install softhsm2");
    Acme.writeDirectory(home);
    Pkcs11 module = new Pkcs11(library.get(), newToken(), Passphrase.ofFile(pinFile()));
    IssuerProcess issuer =
        IssuerProcess.start(
            home,
            "-Ddeputy.keys-reload=PT0.2S",
            "-Ddeputy.pkcs11.library=" + module.library(),
            "-Ddeputy.pkcs11.slot=" + module.slot(),
            "-Ddeputy.pkcs11.pin-file=" + home.resolve("pin"));
    try {
      port = issuer.port();
      Map<String, String> form = usersToken();
      String first = exchanged(form);
      form.put("subject_token", first);
      form.put("subject_token_type", "urn:deputy:params:oauth:token-type:biscuit");
      form.put("requested_actor", "researcher");
      String second = exchanged(form);
      TrustedKeys keys = Jwks.read(get("/.well-known/jwks.json"));
      assertThat(keys.keys())
          .hasSize(6)
          .allMatch(k -> k.key().algorithm() == PublicKey.Algorithm.SECP256R1);
      VerifiedChain chain = new Verifier(keys).verify(TokenText.read(second));
      assertThat(chain.hops()).hasSize(2);
      assertThat(issuer.output()).doesNotContain("1234");
      try (var files = Files.list(home.resolve("keys"))) {
        assertThat(files.map(f -> f.getFileName().toString())).containsExactly("keys.txt");
      }
      rotate(module, 1, 3);
      // This one is not made by the issuer, but by the other process that we are.
      rotate(module, 3, 9);
    } finally {
      issuer.stop();
    }
  }

  private void rotate(Pkcs11 module, int from, int to) throws Exception {
    KeyFolder folder =
        new KeyFolder(home.resolve("keys"), Optional.empty(), false, Optional.of(module));
    assertThat(folder.rotate(TrustedKey.Role.ROOT, Duration.ZERO, Instant.now()).number())
        .isEqualTo(from);
    Instant limit = Instant.now().plusSeconds(60);
    // Meanwhile every exchange succeeds.
    while (rootKey(exchanged(usersToken())) != to) {
      assertThat(Instant.now()).isBefore(limit);
      Thread.sleep(100);
    }
  }

  private static long rootKey(String token) throws Exception {
    return UnverifiedBiscuit.parse(TokenText.read(token)).rootKeyNumber().orElseThrow();
  }

  private static Map<String, String> usersToken() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("subject_token", Acme.alice("orchestrator").compact());
    form.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    form.put("authorization_details", Acme.SEARCH);
    return form;
  }

  private static long newToken() throws Exception {
    Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
    Path tokens = Files.createDirectories(configuration.resolveSibling("softhsm-tokens"));
    Files.writeString(configuration, "directories.tokendir = " + tokens + "\n");
    Process init =
        new ProcessBuilder(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "deputy-test",
                "--pin",
                "1234",
                "--so-pin",
                "5678")
            .redirectErrorStream(true)
            .start();
    String said = new String(init.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher slot = SLOT.matcher(said);
    assertThat(slot.find()).as(said).isTrue();
    return Long.parseLong(slot.group(1));
  }

  private Path pinFile() throws Exception {
    Path pin =
        Files.createFile(
            home.resolve("pin"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(pin, "1234\n");
  }

  private String exchanged(Map<String, String> form) throws Exception {
    Map<String, String> whole = new LinkedHashMap<>(form);
    whole.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    whole.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    whole.put("client_assertion", Acme.assertion("orchestrator", Acme.ORCHESTRATOR).compact());
    String body =
        whole.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String answer =
        send(
            HttpRequest.newBuilder(uri("/token/exchange"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    return new ObjectMapper().readTree(answer).get("access_token").textValue();
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
