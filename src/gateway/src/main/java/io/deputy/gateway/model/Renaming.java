package io.deputy.gateway.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Other strings in some places of a JSON text; every other byte stays as it is. */
final class Renaming {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(ModelMessage.LIMITS.chars())
                  .maxNameLength(ModelMessage.LIMITS.chars())
                  .maxNumberLength(ModelMessage.LIMITS.chars())
                  .build())
          .build();

  private Renaming() {}

  /**
   * @param text that was read as strictly as {@link io.deputy.json.Node} reads
   * @param renamed the new strings, by the JSON Pointers of those that they replace
   */
  static Bytes of(Bytes text, Map<String, String> renamed) {
    if (renamed.isEmpty()) {
      return text;
    }
    byte[] old = text.toArray();
    ByteArrayOutputStream changed = new ByteArrayOutputStream(old.length);
    int copied = 0;
    int replaced = 0;
    try (JsonParser parser = JSON.createParser(old)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String other =
            token == JsonToken.VALUE_STRING
                ? renamed.get(parser.getParsingContext().pathAsPointer().toString())
                : null;
        if (other != null) {
          int start = (int) parser.currentTokenLocation().getByteOffset();
          // Only then does the parser stand behind the closing quote.
          parser.finishToken();
          changed.write(old, copied, start - copied);
          changed.write('"');
          changed.writeBytes(
              new String(JsonStringEncoder.getInstance().quoteAsString(other))
                  .getBytes(StandardCharsets.UTF_8));
          changed.write('"');
          copied = (int) parser.currentLocation().getByteOffset();
          replaced++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("text that was read before cannot be read again", e);
    }
    if (replaced != renamed.size()) {
      throw new IllegalStateException("a string to replace is not where it was read");
    }
    changed.write(old, copied, old.length - copied);
    return Bytes.of(changed.toByteArray());
  }
}
