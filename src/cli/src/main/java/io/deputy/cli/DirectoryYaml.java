package io.deputy.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory file on the way to an issuer: the key files that it names are read here and put in
 * their place, and every value keeps its line, so that what the issuer finds wrong can be shown
 * where it stands. What a directory may say, only the issuer knows.
 */
final class DirectoryYaml {
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ObjectMapper TREE =
      new ObjectMapper(YAML).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String file;
  private final JsonNode tree;
  private final Map<JsonPointer, Integer> lines = new HashMap<>();

  private DirectoryYaml(String file) throws Unusable {
    this.file = file;
    String yaml = Inputs.file(file, "directory");
    try {
      findLines(yaml);
      this.tree = TREE.readTree(yaml);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new Unusable(
          Printable.line(file + line + ": " + e.getOriginalMessage().replaceAll("\\s+", " ")));
    } catch (IOException e) {
      throw new Unusable(Printable.line(file + ": " + e));
    }
    resolveFiles();
  }

  static DirectoryYaml read(String file) throws Unusable {
    return new DirectoryYaml(file);
  }

  /**
   * An alias ({@code *name}) is refused: the tree would have its name in the place of its value.
   */
  private void findLines(String yaml) throws IOException, Unusable {
    try (YAMLParser parser = YAML.createParser(yaml)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        int line = parser.currentTokenLocation().getLineNr();
        if (parser.isCurrentAlias()) {
          throw new Unusable(
              Printable.line(
                  file + ":" + line + ": aliases are not supported; write the value out"));
        }
        lines.putIfAbsent(parser.getParsingContext().pathAsPointer(), line);
      }
    }
  }

  private void resolveFiles() throws Unusable {
    for (String list : List.of("issuers", "spiffe")) {
      for (JsonNode entry : tree.path(list)) {
        if (entry instanceof ObjectNode object
            && object.get("jwks") instanceof TextNode jwks
            && !jwks.textValue().matches("https?:.*")) {
          object.set("jwks", keys(jwks.textValue()));
        }
      }
    }
    for (String list : List.of("agents", "gateways")) {
      for (JsonNode entry : tree.path(list)) {
        if (entry instanceof ObjectNode object
            && object.get("keys") instanceof ObjectNode keys
            && keys.get("file") instanceof TextNode name
            && keys.size() == 1) {
          object.set("keys", keys(name.textValue()));
        }
      }
    }
  }

  private JsonNode keys(String name) throws Unusable {
    Path path = Path.of(file).toAbsolutePath().resolveSibling(name);
    String json = Inputs.file(path.toString(), "key set");
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new Unusable(
          Printable.line("key set file \"" + name + "\" is not JSON: " + e.getOriginalMessage()));
    }
  }

  /** What is sent to the issuer. */
  String json() {
    return tree.toString();
  }

  /** {@code file:line}, as far as it is known where the value stands. */
  String place(String pointer) {
    boolean pointing = pointer.isEmpty() || pointer.startsWith("/");
    for (JsonPointer at = pointing ? JsonPointer.compile(pointer) : null;
        at != null;
        at = at.head()) {
      Integer line = lines.get(at);
      if (line != null) {
        return file + ":" + line;
      }
    }
    return file;
  }
}
