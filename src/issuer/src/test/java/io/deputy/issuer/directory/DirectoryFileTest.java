package io.deputy.issuer.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.chain.User;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Acme.writeDirectory(folder);
  }

  private Directory read() throws DirectoryInvalid {
    return DirectoryFile.read(file, true);
  }

  private void replace(String old, String replacement) throws Exception {
    String yaml = Files.readString(file);
    assertThat(yaml).contains(old);
    Files.writeString(
        file, yaml.replaceFirst(Pattern.quote(old), Matcher.quoteReplacement(replacement)));
  }

  private void refused(String place, String problem) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DirectoryInvalid.class)
        .hasMessageStartingWith("directory \"" + file + "\": " + place)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void everythingIsRead() throws Exception {
    Directory directory = read();
    Agent researcher = directory.agent("researcher").orElseThrow();
    assertThat(researcher.delegates()).containsExactly("summarizer");
    assertThat(researcher.maxLifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(researcher.keys().keys().get(0).thumbprint())
        .isEqualTo(Acme.RESEARCHER.thumbprint());
    assertThat(directory.agent("retired").orElseThrow().disabled()).isTrue();
    assertThat(directory.scope("issues:write")).isPresent();
    assertThat(directory.gateways()).containsKeys("mcp-gateway", "http-gateway");
  }

  @Test
  void grantsGoByIssuerAndGroupTogether() throws Exception {
    Directory directory = read();
    TreeSet<String> engineering = new TreeSet<>(List.of("engineering"));
    TreeSet<String> none = new TreeSet<>();
    assertThat(
            directory
                .rightsOf(new KnownUser(new User(Acme.IDP, "alice"), engineering, none))
                .capabilities())
        .hasSize(2);
    assertThat(
            directory
                .rightsOf(new KnownUser(new User(Acme.PLAIN_IDP, "alice"), engineering, none))
                .capabilities())
        .isEmpty();
    assertThat(
            directory
                .rightsOf(new KnownUser(new User(Acme.IDP, "carol"), none, none))
                .capabilities())
        .isEmpty();
  }

  @Test
  void theDigestIsThatOfTheCanonicalContent() throws Exception {
    Directory directory = read();
    assertThat(directory.digest())
        .isEqualTo(Bytes.of(directory.canonical().getBytes(StandardCharsets.UTF_8)).sha256());
    assertThat(directory.canonical()).contains("\"kid\":\"researcher\"");
  }

  @Test
  void theDigestDoesNotDependOnLayoutAndDependsOnEveryKey() throws Exception {
    Bytes before = read().digest();
    Files.writeString(file, "# a comment\n" + Files.readString(file));
    assertThat(read().digest()).isEqualTo(before);
    Files.writeString(folder.resolve("public/researcher.jwks.json"), Acme.ATTACKER.jwks());
    assertThat(read().digest()).isNotEqualTo(before);
  }

  @Test
  void aFileThatDoesNotExistIsSaidToBeMissing() throws Exception {
    Files.delete(file);
    refused("", "does not exist; write it or set deputy.directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "caller_claim: azp | caller_claim: who | issuers[0].caller_claim | is none of azp",
        "ceiling: scope | ceiling: | issuers[0].ceiling | must be a string",
        "audience: https | audiense: https | issuers[0].audience | is missing",
        "bearer: false | bearer: true | agents[2].bearer | not issued yet",
        "bearer: false | bearer: maybe | agents[2].bearer | must be true or false",
        "bearer: false | colour: blue | agents[2].colour | is not a field",
        "bearer: false | id: twice | line | Duplicate field",
        "max_depth: 4 | max_depth: 8 | agents[0].max_depth | from 0 to 7",
        "max_depth: 4 | max_depth: '4' | agents[0].max_depth | whole number",
        "PT1H | 1 hour | agents[0].max_lifetime | is not a duration",
        "PT1H | PT0S | agents[0].max_lifetime | is not a duration",
        "PT1H | P30D | agents[0].max_lifetime | is not a duration",
        "id: researcher | id: orchestrator | agents[1].id | is listed twice",
        "[researcher, retired] | [nobody] | agents[0].may_delegate_to | is not among the agents",
        "public/researcher | public/orchestrator | agents[1].keys | has the same key",
        "public/researcher | public/nowhere | \"\" | nowhere.jwks.json",
        "type: mcp | type: mail | scopes.issues:write | mail",
        "group: engineering, | \"\" | grants[0].to | must name one of",
        "issuer: https://idp.acme.example } | issuer: https://x } | grants[0].to.issuer | not among",
        "group: engineering, issuer: https://idp.acme.example | group: engineering | grants[0].to.issuer | is missing",
        "http://127.0.0.1:1/jwks.json | http://idp.example/jwks.json | issuers[2].jwks | not an https URL",
        "http://127.0.0.1:1/jwks.json | https://u:p@idp.example | issuers[2].jwks | not an https URL",
        "audience: https://deputy.acme.example/admin | colour: blue | operators.audience | is missing",
        "acme.example/admin | acme.example | operators.audience | must differ",
        "issuers: | [ | line | ''",
        "may_delegate_to: [summarizer] | may_delegate_to: *who | line | "
      })
  void aSlipIsNamedWithItsPlace(String old, String replacement, String place, String problem)
      throws Exception {
    replace(old, replacement == null ? "" : replacement);
    refused(place == null ? "" : place, problem == null ? "" : problem.replace("''", ""));
  }

  @Test
  void anAliasIsRefusedForItWouldBeReadAsAName() throws Exception {
    replace("id: researcher", "id: &r researcher");
    replace("may_delegate_to: [researcher, retired]", "may_delegate_to: [*r]");
    refused("line", "aliases are not supported");
  }

  @Test
  void operatorsComeFromOneOfTheIssuers() throws Exception {
    replace("operators:\n  issuer: https://idp", "operators:\n  issuer: https://other");
    refused("operators.issuer", "\"https://other.acme.example\" is not among the issuers");
  }

  @Test
  void aPrivateKeyIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("public/researcher.jwks.json"),
        """
        {"keys":[{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""");
    refused("agents[1].keys", "holds a private key");
  }

  @Test
  void aShortRsaKeyIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("public/researcher.jwks.json"), AcmeKey.rsa("short", 1024).jwks());
    refused("agents[1].keys", "2048");
  }

  @Test
  void developmentKeysAreRefusedInProduction() throws Exception {
    replace("http://127.0.0.1:1/jwks.json", "https://dark.acme.example/jwks.json");
    assertThat(read()).isNotNull();
    assertThatThrownBy(() -> DirectoryFile.read(file, false))
        .isInstanceOf(DirectoryInvalid.class)
        .hasMessageContaining("issuers[0].jwks: has the development key");
  }
}
