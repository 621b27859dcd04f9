package io.deputy.biscuit;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The official samples of the Biscuit project, when they lie beside the repository. */
final class Samples {
  private static final String FOLDER = "shared/biscuit-samples";

  private Samples() {}

  /** One sample token with what is expected of it. */
  record Sample(String name, Bytes token, JsonNode expected) {
    /** Whether the signatures and the proof are expected to hold. */
    boolean signaturesHold() {
      for (JsonNode validation : expected.get("validations")) {
        return !validation.at("/result/Err/Format").isObject();
      }
      throw new IllegalStateException("a sample has validations");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Every sample; skips the test when there are none, but not on the build server. */
  static List<Sample> all() {
    Path folder = folder();
    return StreamSupport.stream(json(folder).get("testcases").spliterator(), false)
        .map(c -> new Sample(c.get("filename").asText(), read(folder, c), c))
        .toList();
  }

  static Sample named(String start) {
    return all().stream().filter(s -> s.name().startsWith(start)).findFirst().orElseThrow();
  }

  /** The root key of all of them. */
  static PublicKey root() {
    String hex = json(folder()).get("root_public_key").asText();
    return new PublicKey(PublicKey.Algorithm.ED25519, Bytes.ofHex(hex));
  }

  private static Path folder() {
    Optional<Path> found = Optional.empty();
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (found.isEmpty() && Files.exists(at.resolve(FOLDER).resolve("samples.json"))) {
        found = Optional.of(at.resolve(FOLDER));
      }
    }
    if (found.isEmpty()) {
      String message = "no " + FOLDER + " beside the repository: the official samples were not run";
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException(message);
      }
      System.err.println(message);
      abort(message);
    }
    return found.get();
  }

  private static JsonNode json(Path folder) {
    try {
      return new ObjectMapper().readTree(folder.resolve("samples.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bytes read(Path folder, JsonNode testcase) {
    try {
      return Bytes.of(Files.readAllBytes(folder.resolve(testcase.get("filename").asText())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
