package io.deputy.minting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.biscuit.DatalogPrinter;
import io.deputy.biscuit.Predicate;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.RequestFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The Biscuit project's own library (biscuit-wasm), in a Node process: an oracle that shares no
 * code with ours.
 */
final class BiscuitWasm implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longest that npm may take to install one package, in minutes. */
  private static final long INSTALL_MINUTES = 5;

  /** What a line with an answer starts with. */
  private static final String ANSWER = "> ";

  private final Process node;
  private final Writer in;
  private final BufferedReader out;

  private BiscuitWasm(Process node) {
    this.node = node;
    this.in = node.outputWriter(StandardCharsets.UTF_8);
    this.out = node.inputReader(StandardCharsets.UTF_8);
  }

  /** What the library says of a token. */
  record Answer(boolean verified, boolean authorized, Optional<Bytes> appended, String error) {}

  /**
   * A token to judge.
   *
   * @param root the root key, as text
   * @param code what the authorizer says, as text
   */
  record Question(Bytes token, String root, String code) {}

  /**
   * What the library makes of a token.
   *
   * @param stage how far it came: {@code container}, {@code code}, or {@code decision}
   * @param allowed whether it allows
   * @param verdict the policy that matched and the checks that failed, or the error
   */
  record Judgement(String stage, boolean allowed, String verdict) {
    /** Whether the library ran out of time, which says nothing about the token. */
    boolean inconclusive() {
      return verdict.contains("Timeout");
    }
  }

  /** Starts it. Without Node the test is skipped, and fails where {@code CI=true}. */
  static BiscuitWasm start() throws IOException, InterruptedException {
    Optional<String> missing = install();
    if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
      Assertions.fail(missing.get());
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
    return new BiscuitWasm(
        new ProcessBuilder("node", "--experimental-wasm-modules", "--no-warnings", "interop.mjs")
            .directory(home().toFile())
            .redirectError(home().resolve("node.log").toFile())
            .start());
  }

  /** Installs the package below {@code target}; says what is missing. */
  private static Optional<String> install() throws InterruptedException {
    try {
      Files.createDirectories(home());
      for (String file : List.of("package.json", "package-lock.json", "interop.mjs")) {
        Files.copy(
            Path.of("src/test/js", file),
            home().resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.exists(home().resolve("node_modules/@biscuit-auth/biscuit-wasm/package.json"))) {
        return Optional.empty();
      }
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(home().toFile())
              .redirectErrorStream(true)
              .redirectOutput(home().resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        return Optional.of("npm could not install biscuit-wasm: " + home().resolve("npm.log"));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("node and npm are needed for biscuit-wasm: " + e.getMessage());
    }
  }

  private static Path home() {
    return Path.of("target/interop").toAbsolutePath();
  }

  /** Verifies {@code token}, appends {@code block} if there is one, and authorizes the request. */
  Answer ask(Bytes token, PresentedRequest request, Optional<String> block) throws IOException {
    String facts =
        new RequestFacts(request, Story.NOW)
            .facts().stream()
                .map(BiscuitWasm::statement)
                .collect(Collectors.joining("\n", "", "\nallow if user($iss, $sub);"));
    ObjectNode question =
        JSON.createObjectNode()
            .put("token", token.toBase64Url())
            .put("root", Story.ROOT.publicKey().encoded().toHex())
            .put("facts", facts);
    block.ifPresent(b -> question.put("append", b));
    in.write(JSON.writeValueAsString(question) + "\n");
    in.flush();
    JsonNode answer = answer();
    return new Answer(
        answer.get("verified").asBoolean(),
        answer.get("authorized").asBoolean(),
        Optional.ofNullable(answer.get("appended")).map(a -> Bytes.ofBase64Url(a.asText())),
        answer.path("error").asText());
  }

  /** Begins to judge tokens; {@link #judgements} has the answers. So two processes work at once. */
  void judge(List<Question> questions) throws IOException {
    ArrayNode batch = JSON.createArrayNode();
    for (Question question : questions) {
      batch
          .addObject()
          .put("token", question.token().toBase64Url())
          .put("root", question.root())
          .put("code", question.code());
    }
    in.write(JSON.writeValueAsString(batch) + "\n");
    in.flush();
  }

  /** The answers to the last questions, in their order. */
  List<Judgement> judgements() throws IOException {
    List<Judgement> judgements = new ArrayList<>();
    for (JsonNode answer : answer()) {
      judgements.add(
          new Judgement(
              answer.get("stage").asText(),
              answer.get("allowed").asBoolean(),
              answer.get("verdict").asText()));
    }
    return judgements;
  }

  private JsonNode answer() throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("node ended: see " + home().resolve("node.log"));
    }
    return JSON.readTree(line.substring(ANSWER.length()));
  }

  private static String statement(Predicate fact) {
    return DatalogPrinter.predicate(fact) + ";";
  }

  @Override
  public void close() throws IOException {
    in.close();
    node.destroy();
  }
}
