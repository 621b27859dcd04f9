package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads a directory from a YAML file and the key files that it names. */
public final class DirectoryFile {
  /** More than ten thousand agents; bounds what a start reads. */
  private static final int MAX_BYTES = 16 << 20;

  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .loaderOptions(options())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final ObjectMapper TREE =
      new ObjectMapper(YAML).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES); // A fifth of that unless it is said.
    return options;
  }

  private final Path file;

  private DirectoryFile(Path file) {
    this.file = file;
  }

  /**
   * Reads {@code file}. The names of other files in it are relative to it.
   *
   * @param development whether keys labelled as development keys will do
   */
  public static Directory read(Path file, boolean development) throws DirectoryInvalid {
    return new DirectoryFile(file).read(development);
  }

  private Directory read(boolean development) throws DirectoryInvalid {
    if (!Files.exists(file)) {
      throw invalid(OptionalInt.empty(), "does not exist; write it or set deputy.directory");
    }
    String yaml = text();
    Lines lines = lines(yaml);
    JsonNode root = tree(yaml);
    resolveFiles(root, lines);
    return new DirectoryReader(development).read(root, file.toString(), lines);
  }

  private DirectoryInvalid invalid(OptionalInt line, String problem) {
    return DirectoryInvalid.of(file.toString(), line, problem);
  }

  private String text() throws DirectoryInvalid {
    try {
      return text(file);
    } catch (IOException e) {
      throw invalid(OptionalInt.empty(), "cannot be read: " + e);
    }
  }

  private static String text(Path path) throws IOException {
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException("more than " + MAX_BYTES + " bytes");
    }
    return Files.readString(path);
  }

  private Lines lines(String yaml) throws DirectoryInvalid {
    try {
      return Lines.read(YAML, yaml);
    } catch (Lines.AliasFound e) {
      throw invalid(OptionalInt.of(e.line()), "aliases are not supported; write the value out");
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private JsonNode tree(String yaml) throws DirectoryInvalid {
    try {
      return TREE.readTree(yaml);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private DirectoryInvalid malformed(IOException e) {
    if (e instanceof JsonProcessingException yaml) {
      JsonLocation at = yaml.getLocation();
      return invalid(
          at == null ? OptionalInt.empty() : OptionalInt.of(at.getLineNr()),
          yaml.getOriginalMessage());
    }
    return invalid(OptionalInt.empty(), e.toString());
  }

  /** Puts the content of every file that is named in the place of its name. */
  private void resolveFiles(JsonNode root, Lines lines) throws DirectoryInvalid {
    Problems problems = new Problems(file.toString(), lines);
    JsonPointer top = JsonPointer.empty();
    for (String list : List.of("issuers", "spiffe")) {
      for (int i = 0; i < root.path(list).size(); i++) {
        if (root.path(list).get(i) instanceof ObjectNode entry
            && entry.get("jwks") instanceof TextNode jwks
            && !isUrl(jwks.textValue())) {
          JsonPointer at = top.appendProperty(list).appendIndex(i).appendProperty("jwks");
          entry.set("jwks", keyFile(jwks, at, problems));
        }
      }
    }
    for (String list : List.of("agents", "gateways")) {
      for (int i = 0; i < root.path(list).size(); i++) {
        if (root.path(list).get(i) instanceof ObjectNode entry
            && entry.get("keys") instanceof ObjectNode keys
            && keys.get("file") instanceof TextNode name
            && keys.size() == 1) {
          JsonPointer at = top.appendProperty(list).appendIndex(i).appendProperty("keys");
          entry.set("keys", keyFile(name, at, problems));
        }
      }
    }
    problems.requireNone();
  }

  private static boolean isUrl(String text) {
    return text.startsWith("https:") || text.startsWith("http:");
  }

  private JsonNode keyFile(TextNode name, JsonPointer at, Problems problems) {
    String shown = "the key file \"" + name.textValue() + "\" ";
    try {
      return PublicKeys.tree(text(file.toAbsolutePath().resolveSibling(name.textValue())));
    } catch (IllegalArgumentException e) {
      problems.add(at, shown + e.getMessage());
    } catch (IOException e) {
      problems.add(at, shown + "cannot be read: " + e);
    }
    return name;
  }
}
