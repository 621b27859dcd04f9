package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** On which line of a YAML text each of its values stands. */
final class Lines {
  /** Of a directory that is no text. */
  static final Lines NONE = new Lines(Map.of());

  private final Map<JsonPointer, Integer> lines;

  private Lines(Map<JsonPointer, Integer> lines) {
    this.lines = lines;
  }

  /** Reads {@code yaml}, and refuses aliases: the tree would have the name in their place. */
  static Lines read(YAMLFactory factory, String yaml) throws IOException, AliasFound {
    Map<JsonPointer, Integer> lines = new HashMap<>();
    try (YAMLParser parser = factory.createParser(yaml)) {
      for (JsonToken token = next(parser); token != null; token = next(parser)) {
        int line = parser.currentTokenLocation().getLineNr();
        if (parser.isCurrentAlias()) {
          throw new AliasFound(line);
        }
        // A member stands where its name does.
        lines.putIfAbsent(parser.getParsingContext().pathAsPointer(), line);
      }
    }
    return new Lines(lines);
  }

  /** What is nested too deeply says where, like everything else. */
  private static JsonToken next(YAMLParser parser) throws IOException {
    try {
      return parser.nextToken();
    } catch (StreamConstraintsException e) {
      throw new StreamConstraintsException(e.getOriginalMessage(), parser.currentLocation());
    }
  }

  /** The line of a value, or of the nearest value around it: it may stem from another file. */
  OptionalInt of(JsonPointer at) {
    for (JsonPointer here = at; here != null; here = here.head()) {
      Integer line = lines.get(here);
      if (line != null) {
        return OptionalInt.of(line);
      }
    }
    return OptionalInt.empty();
  }

  /** The text has an alias ({@code *name}). */
  static final class AliasFound extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    private AliasFound(int line) {
      super(null, null, false, false);
      this.line = line;
    }

    int line() {
      return line;
    }
  }
}
