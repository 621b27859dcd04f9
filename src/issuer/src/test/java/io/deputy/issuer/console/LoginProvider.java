package io.deputy.issuer.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.issuer.acme.NodeProgram;
import io.deputy.issuer.app.RunningIssuer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** The provider where people log in, oidc-provider, in a Node process. */
final class LoginProvider {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final NodeProgram PROGRAM =
      new NodeProgram(
          Path.of("src/test/js"), "login.mjs", "oidc-provider", Path.of("target/login-provider"));

  /** By port: an issuer with other settings has another. */
  private static final Map<Integer, LoginProvider> RUNNING = new HashMap<>();

  private static final String ANSWER = "> ";

  private final Writer in;
  private final BufferedReader out;

  private LoginProvider(Process node) {
    this.in = node.outputWriter(StandardCharsets.UTF_8);
    this.out = node.inputReader(StandardCharsets.UTF_8);
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
    PROGRAM.requireInstalled();
    LoginProvider provider = new LoginProvider(PROGRAM.start(PROGRAM.home().resolve("node.log")));
    provider.ask(
        "start",
        Map.of("port", port, "secret", RunningIssuer.CONSOLE_SECRET, "redirect", redirect));
    return provider;
  }

  /** Whoever logs in from now on is this person. */
  void person(String subject, List<String> groups) throws IOException {
    ask("person", Map.of("subject", subject, "groups", groups));
  }

  private void ask(String command, Map<String, Object> parameters) throws IOException {
    Map<String, Object> question = new TreeMap<>(parameters);
    question.put("command", command);
    in.write(JSON.writeValueAsString(question) + "\n");
    in.flush();
    String line = out.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("node ended: see its log below target/login-provider");
    }
    JsonNode answer = JSON.readTree(line.substring(ANSWER.length()));
    if (answer.has("error")) {
      throw new IOException(answer.get("error").asText());
    }
  }
}
