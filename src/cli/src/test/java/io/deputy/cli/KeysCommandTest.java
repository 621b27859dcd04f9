package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.chain.TrustedKey;
import io.deputy.json.Jwks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  @TempDir private Path home;
  private Path folder;

  @BeforeEach
  void make() {
    folder = home.resolve("keys");
  }

  private Ran keys(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("keys", command, "--keys", folder.toString()));
    all.addAll(Arrays.asList(more));
    return Ran.of(all.toArray(String[]::new));
  }

  private Ran developing(String command, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(more));
    all.add("--development");
    return keys(command, all.toArray(String[]::new));
  }

  @Test
  void a_new_folder_is_made_and_listed() throws Exception {
    Ran made = developing("generate");
    assertThat(made.exit()).isEqualTo(Exit.YES);
    assertThat(made.err()).contains("without encryption").hasLineCount(1);
    assertThat(keys("list").out())
        .isEqualTo(made.out())
        .hasLineCount(8)
        .containsPattern("(?m)^1 +root +active +[0-9TZ:-]+ +signs +ed25519/[0-9a-f]{64}$")
        .containsPattern("(?m)^4 +attestation +active +[0-9TZ:-]+ +stands by +ed25519/");
    assertThat(developing("generate").exit()).isEqualTo(Exit.NO_ANSWER);
    JsonNode json = new ObjectMapper().readTree(keys("list", "--json").out());
    assertThat(json.at("/keys/0/role").textValue()).isEqualTo("root");
    assertThat(json.at("/keys/2/use").textValue()).isEqualTo("stands by");
  }

  @Test
  void keys_go_from_one_state_to_the_next() {
    developing("generate");
    assertThat(developing("rotate", "--role", "root").err()).contains("--overlap");
    Ran rotated = developing("rotate", "--role", "root", "--overlap", "PT0S");
    assertThat(rotated.exit()).isEqualTo(Exit.YES);
    assertThat(rotated.out()).startsWith("root-1 retires 20");
    assertThat(developing("compromise", "2").out()).startsWith("attestation-2 compromised 20");
    assertThat(developing("generate", "--role", "bundle").out()).startsWith("bundle-11 made 20");
    assertThat(developing("generate", "--role", "root").out()).startsWith("root-12 made 20");
    assertThat(developing("retire", "9").out()).startsWith("root-9 retires 20");
    assertThat(keys("list").out())
        .containsPattern("(?m)^1 .* retired .* verifies ")
        .containsPattern("(?m)^2 .* compromised .* none ")
        .containsPattern("(?m)^3 .* active .* signs ")
        .containsPattern("(?m)^4 .* active .* signs ")
        .containsPattern("(?m)^12 .* active .* stands by ");
  }

  @Test
  void bundle_keys_are_handed_to_gateways_as_a_jwk_set() throws Exception {
    String issuer = "https://deputy.acme.example";
    developing("generate");
    Ran printed = keys("bundle-keys", "--issuer", issuer);
    assertThat(printed.exit()).isEqualTo(Exit.YES);
    assertThat(printed.err()).isEmpty();
    assertThat(Jwks.read(printed.out().strip()).keys())
        .allMatch(k -> k.role() == TrustedKey.Role.BUNDLE && k.issuer().equals(issuer))
        .extracting(TrustedKey::number)
        .containsExactly(5, 6);
    assertThat(keys("bundle-keys").err()).contains("--issuer");
    assertThat(keys("bundle-keys", "--issuer", "").exit()).isEqualTo(Exit.NO_ANSWER);
    Path manifest = folder.resolve("keys.txt");
    Files.writeString(manifest, Files.readString(manifest).replaceAll("(?m)^[56] .*\n", ""));
    assertThat(keys("bundle-keys", "--issuer", issuer).err()).contains("no bundle key yet");
  }

  @Test
  void a_passphrase_from_a_file_encrypts() throws Exception {
    Path file =
        Files.createFile(
            home.resolve("passphrase"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "correct horse battery\n");
    Ran made = keys("generate", "--keys-passphrase-file", file.toString());
    assertThat(made.exit()).isEqualTo(Exit.YES);
    assertThat(made.err()).isEmpty();
    assertThat(Files.readString(folder.resolve("root-1.pem"))).contains("BEGIN ENCRYPTED");
    Files.writeString(file, "another\n");
    Ran other = keys("generate", "--role", "root", "--keys-passphrase-file", file.toString());
    assertThat(other.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(other.err()).contains("is not opened by this passphrase").hasLineCount(1);
    assertThat(keys("list").out()).hasLineCount(8);
  }

  @Test
  void without_a_passphrase_nothing_is_made() {
    Ran ran = keys("generate");
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(ran.err()).contains("DEPUTY_KEYS_PASSPHRASE");
    assertThat(folder).doesNotExist();
  }

  @Test
  void wrong_usage_says_what_is_right() {
    developing("generate");
    assertThat(developing("generate", "--role", "admin").err())
        .contains("\"admin\" is not a role", "attestation")
        .hasLineCount(2);
    assertThat(developing("rotate", "--role", "root", "--overlap", "1h").err()).contains("PT1H");
    assertThat(developing("retire", "99").err()).contains("there is no key 99");
    assertThat(developing("retire").err()).contains("deputy keys retire --help");
    assertThat(Ran.of("keys").exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(Ran.of("keys", "rotate", "--help").out()).contains("--overlap", "PT1H");
    assertThat(keys("generate", "--pkcs11-slot", "1").err()).contains("give all");
  }
}
