package io.deputy.issuer.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;

/** Lines in the making. */
final class Json {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode texts(List<String> texts) {
    ArrayNode array = JSON.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** Puts what a column has, as it stands there; null if somebody put something else there. */
  static void putJson(ObjectNode object, String member, String text) {
    if (isOneLine(text)) {
      object.putRawValue(member, new RawValue(text));
    } else {
      object.putNull(member);
    }
  }

  private static boolean isOneLine(String text) {
    try {
      return text.indexOf('\n') < 0
          && text.indexOf('\r') < 0
          && !JSON.readTree(text).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** In one line, without its end. */
  static byte[] bytes(JsonNode node) throws JsonProcessingException {
    return JSON.writeValueAsBytes(node);
  }
}
