package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.NodeProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real identity provider, oidc-provider, in a Node process. */
final class OidcProvider implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final NodeProgram PROVIDER =
      new NodeProgram(
          Path.of("src/test/js"),
          "provider.mjs",
          "oidc-provider",
          Path.of("target/identity-provider"));

  /** Where the provider's complaints go. */
  private static final Path LOG = PROVIDER.home().resolve("node.log");

  /** What a line with an answer starts with. */
  private static final String ANSWER = "> ";

  private final Process node;
  private final Writer in;
  private final BufferedReader out;

  private OidcProvider(Process node) {
    this.node = node;
    this.in = node.outputWriter(StandardCharsets.UTF_8);
    this.out = node.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it. Without Node the test is skipped, and fails where {@code CI=true}. */
  static OidcProvider start() throws IOException, InterruptedException {
    PROVIDER.requireInstalled();
    return new OidcProvider(PROVIDER.start(LOG));
  }

  String issuer() throws IOException {
    return ask("issuer", Map.of()).asText();
  }

  /** Alice's access token for the orchestrator and for Deputy, as a JWT. */
  String jwt() throws IOException {
    return token("jwt", Acme.ISSUER);
  }

  /** The same, opaque. */
  String opaque() throws IOException {
    return token("opaque", Acme.ISSUER);
  }

  String token(String format, String audience) throws IOException {
    return ask(
            "token",
            Map.of(
                "format",
                format,
                "audience",
                audience,
                "subject",
                "alice",
                "scope",
                "issues:write",
                "claims",
                Map.of(
                    "groups", List.of("engineering"),
                    "realm_access", Map.of("roles", List.of("dev")))))
        .asText();
  }

  String refreshToken() throws IOException {
    return ask(
            "token",
            Map.of(
                "kind", "RefreshToken",
                "subject", "alice",
                "scope", "issues:write",
                "claims", Map.of()))
        .asText();
  }

  void revoke(String token) throws IOException {
    ask("revoke", Map.of("token", token));
  }

  /** A new key signs from now on; those before stay in its set, unless {@code drop}. */
  void rotate(String algorithm, String kid, boolean drop) throws IOException {
    ask("rotate", Map.of("alg", algorithm, "kid", kid, "drop", drop));
  }

  private JsonNode ask(String command, Map<String, Object> parameters) throws IOException {
    Map<String, Object> question = new TreeMap<>(parameters);
    question.put("command", command);
    in.write(JSON.writeValueAsString(question) + "\n");
    in.flush();
    String line = out.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("node ended: see " + LOG);
    }
    JsonNode answer = JSON.readTree(line.substring(ANSWER.length()));
    if (answer.has("error")) {
      throw new IOException(answer.get("error").asText());
    }
    return answer.get("value");
  }

  @Override
  public void close() throws IOException {
    in.close();
    node.destroy();
  }
}
