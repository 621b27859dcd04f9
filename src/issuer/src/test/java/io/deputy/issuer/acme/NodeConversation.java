package io.deputy.issuer.acme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Questions to a Node process, a line of JSON each, and its answers. Not for several threads. */
public final class NodeConversation implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a line with an answer starts with. */
  private static final String ANSWER = "> ";

  private final Process node;
  private final Path log;
  private final Writer in;
  private final BufferedReader out;

  private NodeConversation(Process node, Path log) {
    this.node = node;
    this.log = log;
    this.in = node.outputWriter(StandardCharsets.UTF_8);
    this.out = node.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the program. Without Node the test is skipped, and fails where {@code CI=true}. */
  public static NodeConversation with(NodeProgram program)
      throws IOException, InterruptedException {
    program.requireInstalled();
    Path log = program.home().resolve("node.log");
    return new NodeConversation(program.start(log), log);
  }

  /** What the program answers; an error that it tells is thrown. */
  public JsonNode ask(String command, Map<String, Object> parameters) throws IOException {
    Map<String, Object> question = new TreeMap<>(parameters);
    question.put("command", command);
    in.write(JSON.writeValueAsString(question) + "\n");
    in.flush();
    String line = out.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("node ended: see " + log);
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
