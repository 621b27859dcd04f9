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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  /** Refused with this problem, whatever follows from it. */
  private void refusedAt(String place, String problem) {
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            DirectoryInvalid.class,
            e ->
                assertThat(e.problems())
                    .anySatisfy(p -> assertThat(p.text()).startsWith(place).contains(problem)));
  }

  /** Refused with this one problem, at the line of the file that holds {@code at}. */
  private void refused(String at, String problem) throws Exception {
    long line = 1 + Files.readString(file).lines().takeWhile(l -> !l.contains(at)).count();
    assertThatThrownBy(this::read)
        .isInstanceOf(DirectoryInvalid.class)
        .hasMessageStartingWith(file + ":" + line + ": ")
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
    assertThatThrownBy(this::read)
        .hasMessage(file + ": does not exist; write it or set deputy.directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "caller_claim: azp | caller_claim: who | issuers[0].caller_claim \"who\" is none of azp",
        "ceiling: scope | ceiling: | issuers[0].ceiling must be a string",
        "id: spare-gateway | id: orchestrator # g | gateways[1].id \"orchestrator\" is an agent's name; choose another",
        "keys: { file: public/http-gateway.jwks.json } | keys: { file: public/researcher.jwks.json } # g | gateways[2].keys hold a key that the agent \"researcher\" has too",
        "spiffe_id: spiffe://acme.example/researcher | spiffe_id: spiffe://x.example/researcher | agents[1].spiffe_id is in none of the trust domains listed",
        "jwks: public/acme.bundle.json | jwks: public/researcher.jwks.json | spiffe[0].jwks has no key with the use \"jwt-svid\"; give a bundle, or a file with one",
        "jwks: public/acme.bundle.json | jwks: https://acme.example/bundle | spiffe[0].jwks ",
        "bearer: false | bearer: maybe | agents[2].bearer must be true or false",
        "bearer: false | colour: blue | agents[2].colour is not known; known here are authentication, bearer,",
        "bearer: false | disabld: true | agents[2].disabld is not known; did you mean \"disabled\"?",
        "bearer: false | id: twice | Duplicate field",
        "max_depth: 4 | max_depth: 8 | agents[0].max_depth must be a whole number from 0 to 7",
        "max_depth: 4 | max_depth: '4' | agents[0].max_depth must be a whole number",
        "max_lifetime: PT1H | max_lifetime: 1x | agents[0].max_lifetime \"1x\" is not a duration from PT1S to PT168H; write for instance PT1H",
        "max_lifetime: PT1H | max_lifetime: PT0S | agents[0].max_lifetime \"PT0S\" is not a duration",
        "max_lifetime: PT1H | max_lifetime: P30D | agents[0].max_lifetime \"P30D\" is not a duration",
        "may_delegate_to: [researcher, retired] | may_delegate_to: [resarcher] | agents[0].may_delegate_to \"resarcher\" is not among the agents; did you mean \"researcher\"?",
        "keys: { file: public/researcher.jwks.json } | keys: { file: public/orchestrator.jwks.json } # r | agents[1].keys hold a key that \"orchestrator\" has too",
        "keys: { file: public/researcher.jwks.json } | keys: { file: public/nowhere.json } | the key file \"public/nowhere.json\" cannot be read",
        "- to: { group: engineering, issuer: https://idp.acme.example } | - to: { issuer: https://idp.acme.example } | grants[0].to must name one of user, group, role",
        "- to: { group: engineering, issuer: https://idp.acme.example } | - to: { group: engineering, issuer: https://x } | grants[0].to.issuer \"https://x\" is not among the issuers",
        "- to: { group: engineering, issuer: https://idp.acme.example } | - to: { group: engineering } | grants[0].to.issuer is missing",
        "- to: { group: engineering, issuer: https://idp.acme.example } | - { id: a/b, to: { group: x, issuer: https://idp.acme.example }, rights: [] } # | ",
        "jwks: http://127.0.0.1:1/jwks.json | jwks: http://idp.example/jwks.json | issuers[2].jwks \"http://idp.example/jwks.json\" is not an https URL",
        "jwks: http://127.0.0.1:1/jwks.json | jwks: https://u:p@idp.example | issuers[2].jwks \"https://u:p@idp.example\" is not an https URL",
        "audience: https://deputy.acme.example/admin | audience: https://deputy.acme.example | ",
        "max_lifetime: PT2M | max_lifetime: PT2H | break_glass.max_lifetime \"PT2H\" is not a duration from PT1S to PT1H",
        "break_glass: true | break_glass: 1 | grants[2].break_glass must be true or false",
      })
  void aSlipIsNamedWithItsPlace(String old, String replacement, String problem) throws Exception {
    replace(old, replacement);
    if (problem != null) {
      refused(replacement, problem);
    } else {
      assertThatThrownBy(this::read).isInstanceOf(DirectoryInvalid.class);
    }
  }

  @Test
  void aWordMissingOrTwiceIsSaidAtItsEntry() throws Exception {
    replace("id: spare-gateway", "id: mcp-gateway # again");
    refused("# again", "gateways[1].id \"mcp-gateway\" is listed twice");
  }

  @Test
  void aTrustDomainHasAName() throws Exception {
    replace("    spiffe_id: spiffe://acme.example/researcher\n", "");
    replace("trust_domain: acme.example", "trust_domain: Acme");
    refused("trust_domain: Acme", "spiffe[0].trust_domain \"Acme\" is not a trust domain's name");
  }

  @Test
  void rightsAreRefusedAtTheirCapability() throws Exception {
    replace(
        "- type: http\n        server: https://reports",
        "- type: mail\n        server: https://reports");
    refused("- type: mail", "grants[0].rights[1] is refused: ");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceInTheOrderOfTheFile() throws Exception {
    replace("max_depth: 4", "max_depth: 9");
    replace("PT1H", "an hour");
    replace("caller_claim: may_act", "caller_clam: may_act");
    replace("guards: [https://reports.acme.example]", "guard: [https://reports.acme.example]");
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            DirectoryInvalid.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .containsExactly(
                        "/issuers/1/caller_claim",
                        "/issuers/1/caller_clam",
                        "/agents/0/max_depth",
                        "/agents/0/max_lifetime",
                        "/gateways/2/guard"));
  }

  @Test
  void ofVeryManyProblemsTheRestIsCounted() throws Exception {
    Files.writeString(
        file,
        Files.readString(file)
            + IntStream.range(0, 25)
                .mapToObj(i -> "  - { id: g" + i + ", guards: [], k: 1 }\n")
                .collect(Collectors.joining()));
    assertThatThrownBy(this::read)
        .hasMessageEndingWith("\nand 5 more; mend these first")
        .isInstanceOfSatisfying(DirectoryInvalid.class, e -> assertThat(e.problems()).hasSize(20));
  }

  @Test
  void grantsHaveIdsThatDoNotChangeWithTheRights() throws Exception {
    List<String> ids = read().grants().stream().map(Grant::id).toList();
    assertThat(ids.get(0)).matches("group-engineering-[0-9a-f]{8}");
    assertThat(ids.get(1)).matches("user-carol-[0-9a-f]{8}");
    replace("methods: [tools/call, tools/list]", "methods: [tools/list]");
    assertThat(read().grants().stream().map(Grant::id)).isEqualTo(ids);
    replace("- to: { user: carol", "- id: carols\n    to: { user: carol");
    assertThat(read().grants().stream().map(Grant::id))
        .containsExactly(ids.get(0), "carols", ids.get(2));
    replace("id: carols", "id: " + ids.get(0));
    assertThat(read().grants().get(0).id()).isEqualTo(ids.get(0) + "-2");
  }

  @Test
  void whatWasWrittenIsReadBackAsTheSame() throws Exception {
    Directory directory = read();
    assertThat(new DirectoryReader(true).readCanonical(directory.canonical())).isEqualTo(directory);
  }

  @Test
  void anAliasIsRefusedForItWouldBeReadAsAName() throws Exception {
    replace("id: researcher", "id: &r researcher");
    replace("may_delegate_to: [researcher, retired]", "may_delegate_to: [*r]");
    refused("may_delegate_to: [*r]", "aliases are not supported");
  }

  @Test
  void bombsAreRefusedAtOnceAndWithALine() throws Exception {
    String doubled =
        "a: &a [x, x]\n"
            + IntStream.range(0, 30)
                .mapToObj(
                    i -> "b" + i + ": &b" + i + " [*" + (i == 0 ? "a" : "b" + (i - 1)) + "]\n")
                .collect(Collectors.joining());
    for (String bomb :
        List.of(
            doubled,
            "agents: " + "[".repeat(100_000),
            "agents: " + "{a: ".repeat(100_000),
            "a: ".repeat(5_000),
            "- ".repeat(100_000),
            "? ".repeat(100_000))) {
      Files.writeString(file, bomb);
      assertThatThrownBy(this::read)
          .isInstanceOf(DirectoryInvalid.class)
          .hasMessageMatching("(?s)" + Pattern.quote(file.toString()) + ":[0-9]+: .*");
    }
    Files.writeString(file, "#".repeat((16 << 20) + 1));
    assertThatThrownBy(this::read).hasMessageContaining("more than 16777216 bytes");
  }

  @Test
  void aFileMayBeAsLargeAsWeSayAndNotOnlyAsTheParserDoes() throws Exception {
    Directory small = read();
    // In lines of a usual length: a single one takes the parser its square in time.
    String line = "# " + "x".repeat(77) + "\n";
    Files.writeString(file, Files.readString(file) + line.repeat((8 << 20) / line.length() + 1));
    assertThat(Files.size(file)).isGreaterThan(8 << 20);
    assertThat(read()).isEqualTo(small);
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
    String yaml = Files.readString(file);
    replace(yaml.substring(yaml.indexOf("break_glass:"), yaml.indexOf("grants:")), "");
    refused("    break_glass: true", "grants[2].break_glass nothing is marked");
  }

  @Test
  void moreMarksThanCanBeDecidedAreRefused() throws Exception {
    String yaml = Files.readString(file);
    int start = yaml.indexOf("    - type", yaml.indexOf("break_glass:"));
    String mark = yaml.substring(start, yaml.indexOf("grants:"));
    replace(mark, mark.repeat(BreakGlass.MAX_CAPABILITIES));
    assertThat(read().breakGlass().rights().capabilities()).hasSize(BreakGlass.MAX_CAPABILITIES);
    replace(mark, mark.repeat(2));
    refused("  rights:", "break_glass.rights has more than 64 capabilities");
  }

  @Test
  void operatorsComeFromOneOfTheIssuers() throws Exception {
    replace("operators:\n  issuer: https://idp", "operators:\n  issuer: https://other");
    refused(
        "issuer: https://other",
        "operators.issuer \"https://other.acme.example\" is not among the issuers");
  }

  @Test
  void aPrivateKeyIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("public/researcher.jwks.json"),
        """
        {"keys":[{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""");
    refused("file: public/researcher", "holds a private key");
  }

  @Test
  void aKeyThatIsNoObjectIsRefused() throws Exception {
    Files.writeString(folder.resolve("public/researcher.jwks.json"), "{\"keys\":[null]}");
    refusedAt("agents[1].keys", "not an object");
  }

  @Test
  void aShortRsaKeyIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("public/researcher.jwks.json"), AcmeKey.rsa("short", 1024).jwks());
    refused("file: public/researcher", "2048");
  }

  @Test
  void developmentKeysAreRefusedInProduction() throws Exception {
    replace("http://127.0.0.1:1/jwks.json", "https://dark.acme.example/jwks.json");
    assertThat(read()).isNotNull();
    assertThatThrownBy(() -> DirectoryFile.read(file, false))
        .isInstanceOf(DirectoryInvalid.class)
        .hasMessageContaining("issuers[0].jwks has the development key");
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
    refusedAt("issuers[2]." + place.strip(), problem.strip());
  }

  @Test
  void whoeverIsDiscoveredSpeaksTls() throws Exception {
    replace("    jwks: http://127.0.0.1:1/jwks.json\n", "");
    replace("issuer: https://dark.acme.example", "issuer: http://dark.acme.example");
    refusedAt("issuers[2].issuer", "https");
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
    refusedAt("issuers", "only one");
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
        "{ serial: 7 } | is not known"
      })
  void aCertificateNameThatNobodyBearsIsRefused(String names, String problem) throws Exception {
    replace("{ san_dns: certified.acme.example }", names.strip());
    refusedAt("agents[5].certificate", problem.strip());
  }

  @Test
  void aMethodThatIsNotKnownIsRefused() throws Exception {
    replace("authentication: tls_client_auth", "authentication: client_secret_post");
    refusedAt("agents[5].authentication", "client_secret_post");
  }

  @Test
  void onlyAnAgentWithANamedCertificateMayHaveNoKeys() throws Exception {
    replace("    keys: { file: public/self-signed.jwks.json }\n", "");
    refusedAt("agents[6].keys", "missing");
  }

  @Test
  void clientSecretsAreRefusedInProduction() throws Exception {
    Files.writeString(folder.resolve("public/idp.jwks.json"), AcmeKey.ed25519("idp").jwks());
    replace("http://127.0.0.1:1/jwks.json", "https://dark.acme.example/jwks.json");
    assertThatThrownBy(() -> DirectoryFile.read(file, false))
        .isInstanceOf(DirectoryInvalid.class)
        .hasMessageContaining("agents[7].authentication a client secret is for development only");
  }

  @Test
  void noSecretStandsInTheRecord() throws Exception {
    assertThat(read().canonical()).contains("client_secret").doesNotContain("s3cret");
  }
}
