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
        "id: spare-gateway | id: orchestrator | gateways[1].id | an agent is called",
        "http-gateway.jwks | researcher.jwks | gateways[2].keys | has the same key",
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
        "PT2M | PT2H | break_glass.max_lifetime | is not a duration from PT1S to PT1H",
        "max_lifetime: PT2M | \"\" | break_glass.max_lifetime | is missing",
        "break_glass: true | break_glass: 1 | grants[2].break_glass | must be true or false",
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
  void whatIsMarkedAsBreakGlassIsReadWithItsGrants() throws Exception {
    Directory directory = read();
    assertThat(directory.breakGlass().maxLifetime()).isEqualTo(Duration.ofMinutes(2));
    assertThat(directory.breakGlass().rights().capabilities()).hasSize(1);
    TreeSet<String> both = new TreeSet<>(List.of("engineering", "on-call"));
    KnownUser alice = new KnownUser(new User(Acme.IDP, "alice"), both, new TreeSet<>());
    assertThat(directory.breakGlassRightsOf(alice).capabilities()).hasSize(1);
    assertThat(directory.rightsOf(alice).capabilities()).hasSize(3);
  }

  @Test
  void breakGlassGrantsWithoutMarksAreRefused() throws Exception {
    replace("break_glass:\n", "issuers_of_old:\n");
    refused("grants[2].break_glass", "nothing is marked");
  }

  @Test
  void moreMarksThanCanBeDecidedAreRefused() throws Exception {
    String yaml = Files.readString(file);
    int start = yaml.indexOf("    - type", yaml.indexOf("break_glass:"));
    String mark = yaml.substring(start, yaml.indexOf("grants:"));
    replace(mark, mark.repeat(BreakGlass.MAX_CAPABILITIES));
    assertThat(read().breakGlass().rights().capabilities()).hasSize(BreakGlass.MAX_CAPABILITIES);
    replace(mark, mark.repeat(2));
    refused("break_glass.rights", "has more than 64 capabilities");
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
  void aKeyThatIsNoObjectIsRefused() throws Exception {
    Files.writeString(folder.resolve("public/researcher.jwks.json"), "{\"keys\":[null]}");
    refused("agents[1].keys", "not an object");
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

  @Test
  void anIssuerWithoutKeysIsDiscovered() throws Exception {
    replace("    jwks: http://127.0.0.1:1/jwks.json\n", "");
    UserIssuer issuer = read().issuer(Acme.DARK_IDP).orElseThrow();
    assertThat(issuer.keys()).isEqualTo(new UserIssuer.Discovered());
    assertThat(issuer.reach().authorities()).containsExactly("dark.acme.example:443");
    assertThat(issuer.algorithms()).containsExactly("ES256", "EdDSA", "RS256");
    assertThat(issuer.claims().subject()).isEqualTo("sub");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "discover: true | discover | leave out jwks",
        "algorithms: [] | algorithms | RS256",
        "algorithms: [HS256] | algorithms | RS256",
        "algorithms: [none] | algorithms | RS256",
        "roles_claim: /a~2 | roles_claim | JSON Pointer",
        "hosts: ['a b'] | hosts | a b",
        "hosts: ['http://x.example'] | hosts | x.example",
        "introspection: { client_id: d, client_secret: s } | introspection.endpoint | missing",
        "introspection: { endpoint: 'http://x.example', client_id: d, client_secret: s } | intro | https",
        "introspection: { endpoint: 'https://x.example', client_id: d, client_secret: ../s } | intro | path",
        "introspection: { endpoint: 'https://x.example', client_id: d } | intro | missing"
      })
  void whatAnIssuerCannotBeIsRefused(String added, String place, String problem) throws Exception {
    replace(
        "    jwks: http://127.0.0.1:1/jwks.json\n",
        "    jwks: http://127.0.0.1:1/jwks.json\n    " + added.strip() + "\n");
    refused("issuers[2]." + place.strip(), problem.strip());
  }

  @Test
  void whoeverIsDiscoveredSpeaksTls() throws Exception {
    replace("    jwks: http://127.0.0.1:1/jwks.json\n", "");
    replace("issuer: https://dark.acme.example", "issuer: http://dark.acme.example");
    refused("issuers[2].issuer", "https");
  }

  @Test
  void onlyOneIssuerMayHaveOpaqueTokens() throws Exception {
    for (String audience : new String[] {"caller_claim: azp", "caller_claim: may_act"}) {
      replace(
          "    " + audience + "\n    ceiling",
          "    introspection: { endpoint: 'https://x.example', client_id: d, client_secret: s }\n"
              + "    "
              + audience
              + "\n    ceiling");
    }
    refused("issuers", "only one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | subject_dn",
        "{ san_dns: a.example, san_uri: b } | subject_dn",
        "{ san_dns: '*.acme.example' } | *.acme.example",
        "{ san_ip: acme.example } | acme.example",
        "{ subject_dn: certified } | certified",
        "{ serial: 7 } | is not a field"
      })
  void aCertificateNameThatNobodyBearsIsRefused(String names, String problem) throws Exception {
    replace("{ san_dns: certified.acme.example }", names.strip());
    refused("agents[5].certificate", problem.strip());
  }

  @Test
  void aMethodThatIsNotKnownIsRefused() throws Exception {
    replace("authentication: tls_client_auth", "authentication: client_secret_post");
    refused("agents[5].authentication", "client_secret_post");
  }

  @Test
  void onlyAnAgentWithANamedCertificateMayHaveNoKeys() throws Exception {
    replace("    keys: { file: public/self-signed.jwks.json }\n", "");
    refused("agents[6].keys", "missing");
  }

  @Test
  void clientSecretsAreRefusedInProduction() throws Exception {
    Files.writeString(folder.resolve("public/idp.jwks.json"), AcmeKey.ed25519("idp").jwks());
    replace("http://127.0.0.1:1/jwks.json", "https://dark.acme.example/jwks.json");
    assertThatThrownBy(() -> DirectoryFile.read(file, false))
        .isInstanceOf(DirectoryInvalid.class)
        .hasMessageContaining("agents[7].authentication: a client secret is for development only");
  }

  @Test
  void noSecretStandsInTheRecord() throws Exception {
    assertThat(read().canonical()).contains("client_secret").doesNotContain("s3cret");
  }
}
