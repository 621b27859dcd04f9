package io.deputy.issuer.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.issuer.acme.NodeProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The provider where people log in, oidc-provider, in a Node process. */
final class LoginProvider implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final NodeProgram PROGRAM =
      new NodeProgram(
          Path.of("src/test/js"), "login.mjs", "oidc-provider", Path.of("target/login-provider"));

  private static final String ANSWER = "> ";

  private final Process node;
  private final Writer in;
  private final BufferedReader out;

  private LoginProvider(Process node) {
    this.node = node;
    this.in = node.outputWriter(StandardCharsets.UTF_8);
    this.out = node.inputReader(StandardCharsets.UTF_8);
  }

  /** Without Node the test is skipped, and fails where {@code CI=true}. */
  static LoginProvider start(int port, String secret, String redirect) throws Exception {
    PROGRAM.requireInstalled();
    LoginProvider provider = new LoginProvider(PROGRAM.start(PROGRAM.home().resolve("node.log")));
    provider.ask("start", Map.of("port", port, "secret", secret, "redirect", redirect));
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

  @Override
  public void close() throws IOException {
    in.close();
    node.destroy();
  }
}
