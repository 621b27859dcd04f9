package io.deputy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.capability.Capability;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import io.deputy.chain.User;
import io.deputy.json.RightsJson;
import java.util.List;

/** Answers for programs. Everything beyond ASCII is escaped, so it is safe on a terminal too. */
final class JsonAnswer {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private JsonAnswer() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static void print(Console console, ObjectNode answer) {
    try {
      console.out().println(JSON.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Adds whose authority a token carries. */
  static void chain(ObjectNode answer, String issuer, ChainId chain, User user) {
    answer.put("issuer", issuer).put("chain", chain.toString());
    answer.putObject("user").put("issuer", user.issuer()).put("subject", user.subject());
  }

  /** Adds what one hop says. */
  static void hop(ObjectNode answer, Hop hop) {
    answer
        .put("number", hop.number())
        .put("id", hop.id().toString())
        .put("agent", hop.holder().agent())
        .put("key", hop.holder().key().toString())
        .put("issued_at", hop.issuedAt().toString())
        .put("expires_at", hop.expiresAt().toString())
        .put("max_depth", hop.maxDepth());
    ArrayNode audience = answer.putArray("audience");
    hop.audience().forEach(audience::add);
  }

  /** A capability as a member of {@code authorization_details}. */
  static JsonNode capability(Capability capability) {
    return rights(new Rights(List.of(capability))).get(0);
  }

  /** Rights as {@code authorization_details}. */
  static JsonNode rights(Rights rights) {
    try {
      return JSON.readTree(RightsJson.write(rights));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rights are written as JSON", e);
    }
  }
}
