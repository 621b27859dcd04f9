package io.deputy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import io.deputy.json.RightsJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a change of the directory does, in lines for people; rights in words. */
final class ChangeText {
  /** What the members that hold rights are called, by section. */
  private static final Map<String, String> RIGHTS = Map.of("agents", "ceiling", "grants", "rights");

  private static final Set<String> KEYS = Set.of("keys", "jwks");

  private ChangeText() {}

  /** Lines for one entry that differs, the first of which names it. */
  static List<String> lines(JsonNode change) {
    String section = change.path("section").asText();
    JsonNode before = change.path("before");
    JsonNode after = change.path("after");
    List<String> lines = new ArrayList<>();
    String sign = before.isMissingNode() ? "+" : after.isMissingNode() ? "-" : "~";
    lines.add(
        sign + " " + Describe.escape(section) + " " + Describe.quote(change.path("id").asText()));
    if (section.equals("scopes")) {
      rights("", before, after, lines);
      return lines;
    }
    for (String member : members(before, after)) {
      JsonNode from = before.path(member);
      JsonNode to = after.path(member);
      if (member.equals(RIGHTS.get(section))) {
        rights(member + " ", from, to, lines);
      } else if (!from.equals(to) && !member.equals("id")) {
        lines.add("    " + Describe.escape(member) + ": " + shown(member, from, to));
      }
    }
    return lines;
  }

  private static Set<String> members(JsonNode before, JsonNode after) {
    Set<String> members = new TreeSet<>();
    before.fieldNames().forEachRemaining(members::add);
    after.fieldNames().forEachRemaining(members::add);
    return members;
  }

  private static String shown(String member, JsonNode from, JsonNode to) {
    String was = shown(member, from);
    String is = shown(member, to);
    if (from.isMissingNode()) {
      return is;
    }
    return to.isMissingNode() ? was + " -> nothing" : was + " -> " + is;
  }

  private static String shown(String member, JsonNode value) {
    if (KEYS.contains(member) && value.path("keys").isArray()) {
      List<String> keys = new ArrayList<>();
      value.path("keys").forEach(key -> keys.add(key(key)));
      return String.join(", ", keys);
    }
    return Describe.escape(value.isTextual() ? value.textValue() : value.toString());
  }

  /** Enough to tell it from another: its name, and how its first number begins. */
  private static String key(JsonNode key) {
    String number = key.has("n") ? key.path("n").asText() : key.path("x").asText();
    String shown = number.substring(0, Math.min(8, number.length())) + "…";
    return Describe.escape(key.has("kid") ? key.path("kid").asText() + " (" + shown + ")" : shown);
  }

  private static void rights(String name, JsonNode from, JsonNode to, List<String> lines) {
    try {
      Rights before = from.isMissingNode() ? Rights.NONE : RightsJson.read(from.toString());
      Rights after = to.isMissingNode() ? Rights.NONE : RightsJson.read(to.toString());
      if (!before.without(after).isEmpty()) {
        RightsText.lost(before, after).forEach(l -> lines.add("    " + name + "loses " + l));
      }
      if (!after.without(before).isEmpty()) {
        RightsText.lost(after, before).forEach(l -> lines.add("    " + name + "gains " + l));
      }
    } catch (Refusal e) {
      // Of a newer issuer, say: shown as it is rather than not at all.
      lines.add("    " + name + shown("", from, to));
    }
  }

  /** One line for a live token that would be cut. */
  static String cut(JsonNode hop) {
    return Printable.line(
        "chain "
            + hop.path("chain").asText()
            + ", hop "
            + hop.path("depth").asInt()
            + ": "
            + Describe.escape(hop.path("agent").asText())
            + " for "
            + Describe.escape(hop.path("user").asText())
            + " until "
            + hop.path("expires_at").asText()
            + ": "
            + hop.path("reason").asText()
            + ": "
            + hop.path("detail").asText());
  }
}
