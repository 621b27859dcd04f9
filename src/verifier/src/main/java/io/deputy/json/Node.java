package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.NormalForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value (RFC 8259), as strictly as it is read here. */
public sealed interface Node {
  /** Members in the order of the text; none twice. */
  record Obj(Map<String, Node> members) implements Node {
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  record Arr(List<Node> elements) implements Node {
    public Arr {
      elements = List.copyOf(elements);
    }
  }

  record Text(String value) implements Node {}

  /** A number of 64 bits that was written as an integer. */
  record Int(long value) implements Node {}

  record Bool(boolean value) implements Node {}

  record Null() implements Node {}

  /** Any other number. */
  record Other() implements Node {}

  /**
   * How much JSON is read, and what is said about more.
   *
   * @param chars UTF-16 units, or bytes, of the whole text
   * @param depth arrays and objects inside each other
   * @param malformed the reason for text that is not JSON
   * @param tooLarge the reason for text beyond these limits
   */
  record Limits(int chars, int depth, Reason malformed, Reason tooLarge) {}

  /** Reads UTF-8 without replacing anything. */
  static Node parse(byte[] utf8, Limits limits) throws Refusal {
    if (utf8.length > limits.chars) {
      throw tooLarge(limits);
    }
    try {
      return parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString(), limits);
    } catch (CharacterCodingException e) {
      throw new Refusal(limits.malformed, "the text is not UTF-8; send JSON in UTF-8");
    }
  }

  /** Reads one JSON text, all of it: no name twice in an object, no unpaired surrogates. */
  static Node parse(String text, Limits limits) throws Refusal {
    if (text.length() > limits.chars) {
      throw tooLarge(limits);
    }
    JsonFactory factory =
        JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth)
                    .maxStringLength(limits.chars)
                    .maxNameLength(limits.chars)
                    .maxNumberLength(limits.chars)
                    .build())
            .build();
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      Node node = node(parser, limits);
      if (parser.nextToken() != null) {
        throw new Refusal(limits.malformed, "something follows the JSON value; send one value");
      }
      return node;
    } catch (StreamConstraintsException e) {
      throw tooLarge(limits);
    } catch (IOException e) {
      throw new Refusal(limits.malformed, "the text is not well-formed JSON; check its syntax");
    }
  }

  private static Node node(JsonParser parser, Limits limits) throws IOException, Refusal {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new Refusal(limits.malformed, "the text ends too early; send a whole JSON value");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, limits);
      case START_ARRAY -> array(parser, limits);
      case VALUE_STRING -> new Text(unicode(parser.getText(), limits));
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? new Other()
              : new Int(parser.getLongValue());
      case VALUE_TRUE -> new Bool(true);
      case VALUE_FALSE -> new Bool(false);
      case VALUE_NULL -> new Null();
      default -> new Other();
    };
  }

  private static Node object(JsonParser parser, Limits limits) throws IOException, Refusal {
    Map<String, Node> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = unicode(parser.currentName(), limits);
      parser.nextToken();
      if (members.put(name, node(parser, limits)) != null) {
        throw new Refusal(
            limits.malformed, "the member " + Describe.quote(name) + " stands twice; remove one");
      }
    }
    return new Obj(members);
  }

  private static Node array(JsonParser parser, Limits limits) throws IOException, Refusal {
    List<Node> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(node(parser, limits));
    }
    return new Arr(elements);
  }

  private static String unicode(String text, Limits limits) throws Refusal {
    if (!NormalForm.isUnicode(text)) {
      throw new Refusal(
          limits.malformed, "a string has an unpaired surrogate; send whole characters");
    }
    return text;
  }

  private static Refusal tooLarge(Limits limits) {
    return new Refusal(
        limits.tooLarge,
        "the JSON has more than "
            + limits.chars
            + " characters or nests deeper than "
            + limits.depth
            + "; send less");
  }
}
