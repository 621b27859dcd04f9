package io.deputy.issuer.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.issuer.directory.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A directory taken apart into its entries, as JSON. Never changes one that it is given. */
final class Entries {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The sections that are lists, and by which member their entries go. */
  private static final Map<String, String> LISTS =
      Map.of(
          "issuers",
          "issuer",
          "grants",
          "id",
          "agents",
          "id",
          "gateways",
          "id",
          "spiffe",
          "trust_domain");

  private Entries() {}

  /** The whole directory. */
  static ObjectNode tree(Directory directory) {
    try {
      return (ObjectNode) JSON.readTree(directory.canonical());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a directory that was read is JSON", e);
    }
  }

  /** The entry of this id. */
  static Optional<JsonNode> find(Directory directory, EntryKind kind, String id) {
    return Optional.ofNullable(section(tree(directory), kind.section()).get(id));
  }

  /** The directory with this entry, in the place of the one with its id or at the end. */
  static JsonNode with(Directory directory, EntryKind kind, String id, JsonNode entry) {
    ObjectNode root = tree(directory);
    ArrayNode list = root.withArray(kind.section());
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("id").asText().equals(id)) {
        list.set(i, entry);
        return root;
      }
    }
    list.add(entry);
    return root;
  }

  /** The directory without this entry. */
  static JsonNode without(Directory directory, EntryKind kind, String id) {
    ObjectNode root = tree(directory);
    ArrayNode list = root.withArray(kind.section());
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).path("id").asText().equals(id)) {
        list.remove(i);
      }
    }
    return root;
  }

  /** Everything that differs, in the order of the sections and of the ids in them. */
  static List<Change> between(Directory before, Directory after) {
    ObjectNode old = tree(before);
    ObjectNode now = tree(after);
    List<Change> changes = new ArrayList<>();
    TreeSet<String> sections = new TreeSet<>();
    old.fieldNames().forEachRemaining(sections::add);
    now.fieldNames().forEachRemaining(sections::add);
    for (String section : sections) {
      Map<String, JsonNode> from = section(old, section);
      Map<String, JsonNode> to = section(now, section);
      TreeSet<String> ids = new TreeSet<>(from.keySet());
      ids.addAll(to.keySet());
      for (String id : ids) {
        Optional<JsonNode> was = Optional.ofNullable(from.get(id));
        Optional<JsonNode> is = Optional.ofNullable(to.get(id));
        if (!was.equals(is)) {
          changes.add(new Change(section, id, was, is));
        }
      }
    }
    return changes;
  }

  private static Map<String, JsonNode> section(ObjectNode root, String section) {
    Map<String, JsonNode> entries = new TreeMap<>();
    JsonNode node = root.path(section);
    if (LISTS.containsKey(section)) {
      node.forEach(entry -> entries.put(entry.path(LISTS.get(section)).asText(), entry));
    } else if (section.equals("scopes")) {
      node.properties().forEach(scope -> entries.put(scope.getKey(), scope.getValue()));
    } else if (!node.isMissingNode()) {
      entries.put(section, node);
    }
    return entries;
  }

  /** The entry with its id, which may be left out where it is said already. */
  static JsonNode named(JsonNode entry, String id) {
    if (entry instanceof ObjectNode object && !object.has("id")) {
      ObjectNode named = JsonNodeFactory.instance.objectNode().put("id", id);
      return named.setAll(object);
    }
    return entry;
  }
}
