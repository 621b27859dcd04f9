package io.deputy.issuer.acme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.deputy.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  public static final AcmeKey COURIER = AcmeKey.p256("courier");
  public static final AcmeKey RETIRED = AcmeKey.ed25519("retired");
  public static final AcmeKey MCP_GATEWAY = AcmeKey.ed25519("mcp-gateway");
  public static final AcmeKey HTTP_GATEWAY = AcmeKey.p256("http-gateway");
  public static final AcmeKey ATTACKER = AcmeKey.ed25519("attacker");

  /** A key that is registered for nobody. */
  public static final AcmeKey EPHEMERAL = AcmeKey.ed25519("ephemeral");

  /** Signs the JWT-SVIDs of the trust domain acme.example. */
  public static final AcmeKey TRUST_DOMAIN = AcmeKey.p256("trust-domain");

  public static final AcmeKey SELF_SIGNED = AcmeKey.p256("self-signed");
  public static final AcmeKey DEVELOPER = AcmeKey.ed25519("developer");

  /** Of the agent "developer", with characters that a form has to encode. */
  public static final String DEVELOPER_SECRET = "s3cret: +&/%é";

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

  /** Marked destructive, and granted to those on call. */
  public static final String DELETE =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],\
      "names":["delete_repository"],"arguments":{"/repo":{"prefix":"acme/"}},\
      "other_arguments":"allow"}]""";

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
    write(keys, "courier", COURIER);
    write(keys, "retired", RETIRED);
    write(keys, "mcp-gateway", MCP_GATEWAY);
    write(keys, "http-gateway", HTTP_GATEWAY);
    Map<String, Object> svid = new LinkedHashMap<>(TRUST_DOMAIN.jwk().toJSONObject());
    svid.put("use", "jwt-svid");
    Files.writeString(
        keys.resolve("acme.bundle.json"),
        "{\"keys\":[" + JSONObjectUtils.toJSONString(svid) + "],\"spiffe_sequence\":1}");
    write(keys, "self-signed", SELF_SIGNED);
    write(keys, "developer", DEVELOPER);
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("developer"), DEVELOPER_SECRET + "\n");
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
    return ownJwt(agent, key);
  }

  /** An actor token of {@code agent}, which it signs itself. */
  public static Jwt actorToken(String agent, AcmeKey key) {
    return ownJwt(agent, key).header("typ", "actor-token+jwt");
  }

  /** A JWT-SVID of {@code workload}. */
  public static Jwt svid(String workload) {
    return Jwt.signedBy(TRUST_DOMAIN)
        .with("sub", "spiffe://acme.example/" + workload)
        .with("aud", ISSUER)
        .at("exp", Instant.now().plusSeconds(300));
  }

  /** A proof of {@code key} for one exchange, without a nonce. */
  public static Jwt proof(AcmeKey key) {
    return Jwt.signedBy(key)
        .header("typ", "dpop+jwt")
        .header("jwk", key.jwk().toJSONObject())
        .with("htm", "POST")
        .with("htu", TOKEN_ENDPOINT)
        .with("jti", UUID.randomUUID().toString())
        .at("iat", Instant.now());
  }

  /**
   * What {@code holder} signs so that {@code agent} may search, with a token of {@code token} that
   * is bound to {@code bound}.
   */
  public static Jwt consent(String holder, AcmeKey key, String token, String agent, AcmeKey bound) {
    return Jwt.signedBy(key)
        .header("typ", "consent+jwt")
        .with("iss", holder)
        .with("sub", agent)
        .with("aud", ISSUER)
        .with("ath", Bytes.of(token.getBytes(StandardCharsets.US_ASCII)).sha256().toBase64Url())
        .with("cnf", Map.of("jkt", bound.thumbprint().toString()))
        .with("authorization_details", json(SEARCH))
        .with("jti", UUID.randomUUID().toString())
        .at("exp", Instant.now().plusSeconds(60));
  }

  /** Rights as a claim. */
  public static Object json(String rights) {
    try {
      return new ObjectMapper().readValue(rights, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Jwt ownJwt(String agent, AcmeKey key) {
    return Jwt.signedBy(key)
        .with("iss", agent)
        .with("sub", agent)
        .with("aud", TOKEN_ENDPOINT)
        .with("jti", UUID.randomUUID().toString())
        .at("exp", Instant.now().plusSeconds(60));
  }
}
