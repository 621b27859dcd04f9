package io.deputy.gateway.model;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.proxy.Members;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What lies at the provider under the gateway's credential, which all callers share: nobody knows
 * whose it is, so nobody may refer to it. Nor may an answer be left there to be fetched later,
 * since fetching does not pass.
 */
final class Stored {
  private static final Set<String> REFERENCES = Set.of("file_id", "file_ids", "vector_store_ids");
  private static final Set<String> ITEMS = Set.of("item_reference", "container_upload");

  private Stored() {}

  /** Refuses a body that refers to any. */
  static void refuse(Map<String, At> members) throws Refusal {
    if (Members.isTrue(members, "background", false)) {
      throw members.get("background").refuse(Reason.METHOD_UNKNOWN, "is true; ask without it");
    }
    for (String name : List.of("messages", "input", "system")) {
      if (members.containsKey(name)) {
        search(members.get(name));
      }
    }
    // Earlier spoken answers are named, not sent.
    for (At message : elements(members.get("messages"))) {
      if (message.node() instanceof Node.Obj) {
        Map<String, At> parts = message.members();
        if (Members.get(parts, "audio").isPresent()) {
          throw refusal(parts.get("audio"));
        }
      }
    }
  }

  private static void search(At at) throws Refusal {
    for (At element : elements(at)) {
      search(element);
    }
    if (!(at.node() instanceof Node.Obj)) {
      return;
    }
    Map<String, At> members = at.members();
    String type = members.get("type") != null ? text(members.get("type")) : "";
    if (ITEMS.contains(type)) {
      throw refusal(at);
    }
    // What a tool was called with is the tool's business, and means nothing to the provider.
    if (type.equals("tool_use")) {
      members.remove("input");
    }
    for (Map.Entry<String, At> member : members.entrySet()) {
      if (REFERENCES.contains(member.getKey())
          && Members.get(members, member.getKey()).isPresent()) {
        throw refusal(member.getValue());
      }
      search(member.getValue());
    }
  }

  private static String text(At at) {
    return at.node() instanceof Node.Text text ? text.value() : "";
  }

  private static List<At> elements(At at) throws Refusal {
    return at != null && at.node() instanceof Node.Arr ? at.elements() : List.of();
  }

  private static Refusal refusal(At at) {
    return at.refuse(
        Reason.METHOD_UNKNOWN,
        "refers to what is stored at the provider, where all callers are one; send the content");
  }
}
