package io.deputy.gateway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.agent.Tasks.Party;
import io.deputy.gateway.proxy.UpstreamJson;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What an agent answers: which tasks begin, and which of them a caller may see. */
final class Answers {
  private static final JsonMapper JSON = UpstreamJson.mapper();

  /** What wraps a task or message in 1.0, and in 0.3 over REST. */
  private static final List<String> WRAPPERS =
      List.of("task", "message", "msg", "statusUpdate", "artifactUpdate");

  private final Tasks tasks;
  private final Party party;
  private final Optional<String> skill;
  private final boolean rpc;

  /**
   * @param skill what the message was for
   */
  Answers(Tasks tasks, Party party, Optional<String> skill, boolean rpc) {
    this.tasks = tasks;
    this.party = party;
    this.skill = skill;
    this.rpc = rpc;
  }

  /** Reads an answer. */
  static ObjectNode read(byte[] text) throws Refusal {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw unreadable();
  }

  /** Writes one. */
  static byte[] write(ObjectNode answer) throws Refusal {
    try {
      return JSON.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw unreadable();
    }
  }

  /** What the method gave; empty if it failed. */
  Optional<ObjectNode> result(ObjectNode answer) throws Refusal {
    if (!rpc) {
      return Optional.of(answer);
    }
    if (answer.hasNonNull("error") && !answer.has("result")) {
      return Optional.empty();
    }
    if (answer.get("result") instanceof ObjectNode result && !answer.hasNonNull("error")) {
      return Optional.of(result);
    }
    throw unreadable();
  }

  /**
   * Notes what an answer to a message begins.
   *
   * @throws Refusal {@code upstream_unavailable} if it is another's, or cannot be read
   */
  void claim(ObjectNode answer) throws Refusal {
    Optional<ObjectNode> result = result(answer);
    if (result.isEmpty()) {
      return;
    }
    claimAll(result.get());
    for (String wrapper : WRAPPERS) {
      if (result.get().get(wrapper) instanceof ObjectNode wrapped) {
        claimAll(wrapped);
      }
    }
  }

  private void claimAll(ObjectNode node) throws Refusal {
    // Only a task has a status and an id of its own; an update of its status has none.
    if (node.has("status") && node.has("id")) {
      claim(node.get("id"), false);
    }
    claim(node.get("taskId"), false);
    claim(node.get("contextId"), true);
  }

  private void claim(JsonNode id, boolean conversation) throws Refusal {
    if (id == null || id.isNull() || (id.isTextual() && id.textValue().isEmpty())) {
      return;
    }
    if (!id.isTextual() || !tasks.claim(party, conversation, id.textValue(), skill)) {
      throw unreadable();
    }
  }

  /** Leaves the caller's own tasks in a list, and no trace of others. */
  void filterTasks(ObjectNode answer) throws Refusal {
    Optional<ObjectNode> result = result(answer);
    if (result.isEmpty()) {
      return;
    }
    if (!(result.get().get("tasks") instanceof ArrayNode listed)) {
      throw unreadable();
    }
    for (Iterator<JsonNode> each = listed.iterator(); each.hasNext(); ) {
      if (!tasks.isOf(party, each.next().path("id").asText())) {
        each.remove();
      }
    }
    if (result.get().has("totalSize")) {
      result.get().put("totalSize", listed.size());
    }
  }

  static Refusal unreadable() {
    return new Refusal(
        Reason.UPSTREAM_UNAVAILABLE,
        "the agent's answer cannot be read, or is about what is not yours; try again later");
  }
}
