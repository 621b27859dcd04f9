package io.deputy.gateway.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Visibility;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.proxy.UpstreamJson;
import io.deputy.gateway.routes.Route;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * What a caller may see of a server's messages. Every result that holds a list is filtered,
 * whatever it answers: a server may send a result where it is not looked for, for instance when two
 * requests have the same id, or a stream is resumed. A listing never grants.
 */
final class Catalogue {
  /** Characters, or bytes, of one message; the same for an answer and for an event. */
  static final int MAX_MESSAGE = UpstreamJson.MAX_BYTES;

  private static final JsonMapper JSON =
      UpstreamJson.mapper(
          StreamReadConstraints.builder()
              .maxNestingDepth(Message.MAX_DEPTH)
              .maxStringLength(MAX_MESSAGE)
              .build());

  private final BiPredicate<Listing, String> shown;

  Catalogue(BiPredicate<Listing, String> shown) {
    this.shown = shown;
  }

  /** What {@code caller} may see on {@code route}. */
  static Catalogue of(Caller caller, Route.Mcp route, Bindings bindings) {
    String server = route.terms().server();
    Supplier<Visibility> seen = caller.honoured()::visibility;
    boolean emergency = Gate.isForEmergency(caller, route);
    return new Catalogue(
        (listing, name) ->
            switch (listing) {
              case TOOLS ->
                  seen.get().admitsSome(server, listing.use(), name)
                      && (emergency || !route.destructive().contains(name));
              case RESOURCES, PROMPTS -> seen.get().admitsSome(server, listing.use(), name);
              // A template stands for many resources; which, it cannot say.
              case TEMPLATES -> seen.get().admitsSomeName(server, listing.use());
              case TASKS -> bindings.ownsTask(route, name, caller);
            });
  }

  /**
   * Reads a message of the server.
   *
   * @throws Refusal if it cannot be read, so that nobody knows what it would show
   */
  static ObjectNode read(String message) throws Refusal {
    try {
      if (message.length() <= MAX_MESSAGE && JSON.readTree(message) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw unreadable();
    }
    throw unreadable();
  }

  private static Refusal unreadable() {
    return new Refusal(
        Reason.UPSTREAM_UNAVAILABLE,
        "what stands behind this route answered what cannot be read here, so it was not passed on");
  }

  /**
   * Takes from a message what the caller may not see.
   *
   * @param message changed in place
   * @param asked the list that was asked for, if the message may answer that
   * @param id of what was asked
   * @return whether anything was changed
   * @throws Refusal if it answers a list with something else than a list
   */
  boolean filter(ObjectNode message, Optional<Listing> asked, Optional<JsonNode> id)
      throws Refusal {
    if (!message.has("result")) {
      return false;
    }
    boolean answers =
        asked.isPresent() && id.filter(own -> isSame(own, message.path("id"))).isPresent();
    if (!(message.get("result") instanceof ObjectNode result)) {
      if (answers) {
        throw unreadable();
      }
      return false;
    }
    if (answers && !result.path(asked.get().member()).isArray()) {
      throw unreadable();
    }
    boolean changed = false;
    for (Listing listing : Listing.values()) {
      if (result.get(listing.member()) instanceof ArrayNode entries) {
        result.set(listing.member(), seen(listing, entries));
        changed = true;
      }
    }
    if (changed) {
      // Each caller sees another list, and revocation ends what it sees.
      result.put("ttlMs", 0);
      result.put("cacheScope", "private");
    }
    return changed;
  }

  /** The task that a result opens: of the extension, or of the revision 2025-11-25. */
  static Optional<String> task(ObjectNode message) {
    JsonNode result = message.path("result");
    JsonNode opened =
        result.path("resultType").asText().equals("task") && result.has("taskId")
            ? result.path("taskId")
            : result.path("task").path("taskId");
    return Optional.ofNullable(opened.textValue());
  }

  /** Integers of different width are different nodes. */
  private static boolean isSame(JsonNode own, JsonNode other) {
    return own.isTextual() == other.isTextual() && own.asText().equals(other.asText());
  }

  private ArrayNode seen(Listing listing, ArrayNode entries) {
    ArrayNode seen = JSON.createArrayNode();
    for (JsonNode entry : entries) {
      JsonNode key = entry.path(listing.key());
      if (key.isTextual() && shown.test(listing, key.textValue())) {
        seen.add(entry);
      }
    }
    return seen;
  }
}
