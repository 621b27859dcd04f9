package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.deputy.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a directory from a YAML file and the key files that it names. */
public final class DirectoryFile {
  /** More than ten thousand agents; bounds what a start reads. */
  private static final int MAX_BYTES = 16 << 20;

  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ObjectMapper TREE =
      new ObjectMapper(YAML).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

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
    try {
      return new DirectoryFile(file).read(development);
    } catch (DirectoryInvalid e) {
      throw new DirectoryInvalid("directory \"" + file + "\": " + e.getMessage());
    }
  }

  private Directory read(boolean development) throws DirectoryInvalid {
    if (!Files.exists(file)) {
      throw new DirectoryInvalid("does not exist; write it or set deputy.directory");
    }
    JsonNode tree = parse(text(file));
    if (!(tree instanceof ObjectNode root)) {
      throw new DirectoryInvalid("must be a mapping with issuers, agents, gateways, grants");
    }
    resolveFiles(root);
    String canonical = canonical(root);
    Bytes digest = Bytes.of(canonical.getBytes(StandardCharsets.UTF_8)).sha256();
    return new DirectoryReader(development).read(root, canonical, digest);
  }

  private static String text(Path path) throws DirectoryInvalid {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new DirectoryInvalid("\"" + path + "\" has more than " + MAX_BYTES + " bytes");
      }
      return Files.readString(path);
    } catch (IOException e) {
      throw new DirectoryInvalid("\"" + path + "\" cannot be read: " + oneLine(e.toString()));
    }
  }

  private static JsonNode parse(String yaml) throws DirectoryInvalid {
    try {
      refuseAliases(yaml);
      return TREE.readTree(yaml);
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
      throw new DirectoryInvalid(place + ": " + oneLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new DirectoryInvalid(oneLine(e.toString()));
    }
  }

  /** An alias ({@code *name}) would be read as the string {@code name}. */
  private static void refuseAliases(String yaml) throws IOException, DirectoryInvalid {
    try (YAMLParser parser = YAML.createParser(yaml)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new DirectoryInvalid(
              "line "
                  + parser.currentLocation().getLineNr()
                  + ": aliases are not supported; write the value out");
        }
      }
    }
  }

  /** Puts the content of every file that is named in the place of its name. */
  private void resolveFiles(ObjectNode root) throws DirectoryInvalid {
    for (String list : new String[] {"issuers", "spiffe"}) {
      for (JsonNode entry : root.path(list)) {
        if (entry instanceof ObjectNode object
            && object.get("jwks") instanceof TextNode jwks
            && !isUrl(jwks.textValue())) {
          object.set("jwks", keyFile(jwks.textValue()));
        }
      }
    }
    for (String list : new String[] {"agents", "gateways"}) {
      for (JsonNode entry : root.path(list)) {
        if (entry instanceof ObjectNode object
            && object.get("keys") instanceof ObjectNode keys
            && keys.get("file") instanceof TextNode name
            && keys.size() == 1) {
          object.set("keys", keyFile(name.textValue()));
        }
      }
    }
  }

  static boolean isUrl(String text) {
    return text.startsWith("https:") || text.startsWith("http:");
  }

  private JsonNode keyFile(String name) throws DirectoryInvalid {
    try {
      Path path = file.toAbsolutePath().resolveSibling(name);
      return PublicKeys.tree(text(path));
    } catch (IllegalArgumentException e) {
      throw new DirectoryInvalid("key file \"" + name + "\" " + oneLine(e.getMessage()));
    }
  }

  private static String canonical(ObjectNode root) throws DirectoryInvalid {
    try {
      return CANONICAL.writeValueAsString(CANONICAL.treeToValue(root, Object.class));
    } catch (JsonProcessingException e) {
      throw new DirectoryInvalid(oneLine(e.getOriginalMessage()));
    }
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
