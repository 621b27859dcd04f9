package io.deputy.issuer.identity;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.NodeConversation;
import io.deputy.issuer.acme.NodeProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real identity provider, oidc-provider, in a Node process. */
final class OidcProvider implements AutoCloseable {
  private static final NodeProgram PROVIDER =
      new NodeProgram(
          Path.of("src/test/js"),
          "provider.mjs",
          "oidc-provider",
          Path.of("target/identity-provider"));

  private final NodeConversation node;

  private OidcProvider(NodeConversation node) {
    this.node = node;
  }

  /** Starts it. Without Node the test is skipped, and fails where {@code CI=true}. */
  static OidcProvider start() throws IOException, InterruptedException {
    return new OidcProvider(NodeConversation.with(PROVIDER));
  }

  String issuer() throws IOException {
    return node.ask("issuer", Map.of()).asText();
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
    return node.ask(
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
    return node.ask(
            "token",
            Map.of(
                "kind", "RefreshToken",
                "subject", "alice",
                "scope", "issues:write",
                "claims", Map.of()))
        .asText();
  }

  void revoke(String token) throws IOException {
    node.ask("revoke", Map.of("token", token));
  }

  /** A new key signs from now on; those before stay in its set, unless {@code drop}. */
  void rotate(String algorithm, String kid, boolean drop) throws IOException {
    node.ask("rotate", Map.of("alg", algorithm, "kid", kid, "drop", drop));
  }

  @Override
  public void close() throws IOException {
    node.close();
  }
}
