package io.deputy.issuer.acme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The company, its keys, and the tokens that its people and agents come with. */
public final class Acme {
  /** The issuer under test. */
  public static final String ISSUER = "https://deputy.acme.example";

  /** Where assertions are addressed to. */
  public static final String TOKEN_ENDPOINT = ISSUER + "/token/exchange";

  /** Vouches for users; its tokens carry scopes. */
  public static final String IDP = "https://idp.acme.example";

  /** Vouches for users; its tokens carry no scopes. */
  public static final String PLAIN_IDP = "https://plain.acme.example";

  /** Vouches for users, and cannot be reached. */
  public static final String DARK_IDP = "https://dark.acme.example";

  public static final AcmeKey IDP_RSA = AcmeKey.rsa("development-idp-rsa", 2048);
  public static final AcmeKey IDP_P256 = AcmeKey.p256("development-idp-p256");
  public static final AcmeKey IDP_ED25519 = AcmeKey.ed25519("development-idp-ed25519");
  public static final AcmeKey ORCHESTRATOR = AcmeKey.ed25519("orchestrator");
  public static final AcmeKey ORCHESTRATOR_OTHER = AcmeKey.ed25519("orchestrator-other");
  public static final AcmeKey RESEARCHER = AcmeKey.p256("researcher");
  public static final AcmeKey SUMMARIZER = AcmeKey.rsa("summarizer", 2048);
  public static final AcmeKey RETIRED = AcmeKey.ed25519("retired");
  public static final AcmeKey ATTACKER = AcmeKey.ed25519("attacker");

  /** What alice's token lets an agent have: make and search issues of Acme's repositories. */
  public static final String ISSUES =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["create_issue","search_issues"],"arguments":{"/repo":{"prefix":"acme/"}},\
      "other_arguments":"allow"}]""";

  /** Less than {@link #ISSUES}: only search. */
  public static final String SEARCH =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["search_issues"],"arguments":{"/repo":{"prefix":"acme/"}},\
      "other_arguments":"allow"}]""";

  /** More than {@link #ISSUES}: any repository. */
  public static final String ANY_REPOSITORY =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["search_issues"],"arguments":{},"other_arguments":"allow"}]""";

  /** On another server. */
  public static final String REPORTS =
      """
      [{"type":"http","server":"https://reports.acme.example","methods":["GET"],\
      "paths":{"prefix":"/public/"},"query":{"wildcard":true}}]""";

  private Acme() {}

  /** Writes the directory and its key files into {@code folder}. */
  public static Path writeDirectory(Path folder) throws IOException {
    Path keys = Files.createDirectories(folder.resolve("public"));
    write(keys, "idp", IDP_RSA, IDP_P256, IDP_ED25519);
    write(keys, "orchestrator", ORCHESTRATOR, ORCHESTRATOR_OTHER);
    write(keys, "researcher", RESEARCHER);
    write(keys, "summarizer", SUMMARIZER);
    write(keys, "retired", RETIRED);
    Path directory = folder.resolve("directory.yaml");
    try (InputStream yaml = Acme.class.getResourceAsStream("/acme/directory.yaml")) {
      Files.write(directory, yaml.readAllBytes());
    }
    return directory;
  }

  private static void write(Path folder, String name, AcmeKey... keys) throws IOException {
    List<String> jwks = Arrays.stream(keys).map(k -> k.jwk().toJSONString()).toList();
    Files.writeString(
        folder.resolve(name + ".jwks.json"), "{\"keys\":[" + String.join(",", jwks) + "]}");
  }

  /** Alice's token for {@code agent}, good for ten minutes. */
  public static Jwt alice(String agent) {
    Instant now = Instant.now();
    return Jwt.signedBy(IDP_ED25519)
        .with("iss", IDP)
        .with("aud", ISSUER)
        .with("sub", "alice")
        .with("azp", agent)
        .with("groups", List.of("engineering"))
        .with("scope", "issues:write")
        .at("iat", now)
        .at("exp", now.plusSeconds(600));
  }

  /** The token of olivia, who operates the issuer; good for ten minutes. */
  public static Jwt operator() {
    Instant now = Instant.now();
    return Jwt.signedBy(IDP_ED25519)
        .header("typ", "at+jwt")
        .with("iss", IDP)
        .with("aud", ISSUER + "/admin")
        .with("sub", "olivia")
        .with("scope", "openid deputy:admin")
        .at("iat", now)
        .at("exp", now.plusSeconds(600));
  }

  /** An assertion of {@code agent} by {@code key}, good for one use within a minute. */
  public static Jwt assertion(String agent, AcmeKey key) {
    return Jwt.signedBy(key)
        .with("iss", agent)
        .with("sub", agent)
        .with("aud", TOKEN_ENDPOINT)
        .with("jti", UUID.randomUUID().toString())
        .at("exp", Instant.now().plusSeconds(60));
  }
}
