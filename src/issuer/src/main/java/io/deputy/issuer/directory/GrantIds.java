package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every grant an id. One that its author left out follows from whom the grant is for, so it
 * stays the same when the rights change: the name, and the beginning of a digest that tells apart
 * what reads alike. A second grant for the same grantee is numbered.
 */
final class GrantIds {
  private static final List<String> KINDS = List.of("user", "group", "role");

  /** Enough of a name to be recognised. */
  private static final int MAX_NAME_CHARACTERS = 32;

  /** Bytes of a digest: names that read alike are few, and a clash is only numbered. */
  private static final int DIGEST_BYTES = 4;

  private GrantIds() {}

  /** Adds the ids that are missing; does not touch what is malformed. */
  static void complete(ObjectNode root) {
    Set<String> taken = new HashSet<>();
    root.path("grants").forEach(grant -> taken.add(grant.path("id").asText()));
    for (JsonNode grant : root.path("grants")) {
      if (grant instanceof ObjectNode object && !object.has("id") && object.path("to").isObject()) {
        object.put("id", free(derived(object.path("to")), taken));
      }
    }
  }

  private static String free(String derived, Set<String> taken) {
    String id = derived;
    for (int n = 2; !taken.add(id); n++) {
      id = derived + "-" + n;
    }
    return id;
  }

  private static String derived(JsonNode to) {
    String kind = KINDS.stream().filter(to::has).findFirst().orElse("grant");
    String name = to.path(kind).asText();
    String whole = kind + "\0" + name + "\0" + to.path("issuer").asText();
    Bytes digest = Bytes.of(whole.getBytes(StandardCharsets.UTF_8)).sha256();
    String shown = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return kind
        + "-"
        + shown.substring(0, Math.min(MAX_NAME_CHARACTERS, shown.length()))
        + "-"
        + digest.toHex().substring(0, 2 * DIGEST_BYTES);
  }
}
