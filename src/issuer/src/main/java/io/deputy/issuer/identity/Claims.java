package io.deputy.issuer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The claims of a JWT (RFC 7519, section 4). Absent and malformed are different: absent is empty,
 * malformed is refused.
 */
final class Claims {
  /** The year 9999; beyond it no time is meant. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final ObjectNode node;

  Claims(ObjectNode node) {
    this.node = node;
  }

  /**
   * The claim as it stands.
   *
   * @param name of a claim; or, if it starts with a slash, a JSON Pointer (RFC 6901) to one inside
   */
  Optional<JsonNode> node(String name) {
    JsonNode value = name.startsWith("/") ? node.at(name) : node.path(name);
    return value.isMissingNode() ? Optional.empty() : Optional.of(value);
  }

  /** A string that is not empty. */
  Optional<String> text(String name) throws JwtInvalid {
    Optional<JsonNode> value = node(name);
    if (value.isPresent() && (!isText(value.get()) || value.get().textValue().isEmpty())) {
      throw malformed(name, "a string");
    }
    return value.map(JsonNode::textValue);
  }

  /** A string that must be there. */
  String requireText(String name) throws JwtInvalid {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** A string, or an array of strings (as RFC 7519, section 4.1.3, has {@code aud}). */
  Optional<SortedSet<String>> texts(String name) throws JwtInvalid {
    Optional<JsonNode> value = node(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    SortedSet<String> texts = new TreeSet<>();
    if (isText(value.get())) {
      texts.add(value.get().textValue());
    } else if (value.get().isArray()) {
      for (JsonNode item : value.get()) {
        if (!isText(item)) {
          throw malformed(name, "an array of strings");
        }
        texts.add(item.textValue());
      }
    } else {
      throw malformed(name, "a string or an array of strings");
    }
    return Optional.of(texts);
  }

  /** A NumericDate (RFC 7519, section 2), a fraction of a second cut off. */
  Optional<Instant> time(String name) throws JwtInvalid {
    Optional<JsonNode> value = node(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double seconds = value.get().doubleValue();
    if (!value.get().isNumber() || !(seconds >= 0 && seconds <= LAST_SECOND)) {
      throw malformed(name, "a number of seconds since 1970");
    }
    return Optional.of(Instant.ofEpochSecond((long) seconds));
  }

  /** A time that must be there. */
  Instant requireTime(String name) throws JwtInvalid {
    return time(name).orElseThrow(() -> missing(name));
  }

  /** Text that can be recorded: no null character, and no half of a surrogate pair. */
  static boolean isText(JsonNode node) {
    return node.isTextual()
        && node.textValue().indexOf('\0') < 0
        && node.textValue()
            .codePoints()
            .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  static JwtInvalid missing(String name) {
    return new JwtInvalid(JwtInvalid.Fault.CLAIM, "the claim \"" + name + "\" is missing");
  }

  static JwtInvalid malformed(String name, String wanted) {
    return new JwtInvalid(JwtInvalid.Fault.CLAIM, "the claim \"" + name + "\" is not " + wanted);
  }
}
