package io.deputy.issuer.console;

import io.deputy.issuer.acme.NodeConversation;
import io.deputy.issuer.acme.NodeProgram;
import io.deputy.issuer.app.RunningIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** The provider where people log in, oidc-provider, in a Node process. */
final class LoginProvider {
  private static final NodeProgram PROGRAM =
      new NodeProgram(
          Path.of("src/test/js"), "login.mjs", "oidc-provider", Path.of("target/login-provider"));

  /** By port: an issuer with other settings has another. */
  private static final Map<Integer, LoginProvider> RUNNING = new HashMap<>();

  private final NodeConversation node;

  private LoginProvider(NodeConversation node) {
    this.node = node;
  }

  /**
   * That of the console here. It ends with the tests. Without Node the test is skipped, and fails
   * where {@code CI=true}.
   */
  static synchronized LoginProvider of(URI console) throws Exception {
    int port = URI.create(issuer()).getPort();
    LoginProvider running = RUNNING.get(port);
    if (running == null) {
      running = start(port, console.resolve("/console/login").toString());
      RUNNING.put(port, running);
    }
    return running;
  }

  static String issuer() {
    return ConfigProvider.getConfig().getValue("deputy.console.issuer", String.class);
  }

  private static LoginProvider start(int port, String redirect) throws Exception {
    LoginProvider provider = new LoginProvider(NodeConversation.with(PROGRAM));
    var unused =
        provider.node.ask(
            "start",
            Map.of("port", port, "secret", RunningIssuer.CONSOLE_SECRET, "redirect", redirect));
    return provider;
  }

  /** Whoever logs in from now on is this person. */
  void person(String subject, List<String> groups) throws IOException {
    var unused = node.ask("person", Map.of("subject", subject, "groups", groups));
  }
}
