package io.deputy.gateway.agent;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.agent.Operation.Generation;
import io.deputy.gateway.proxy.Members;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the parameters of one method. Members that are not listed are refused: a tenant, and other
 * spellings such as {@code task_id}, which servers made of Protocol Buffers read too.
 */
final class MessageReader {
  private static final Set<String> MESSAGE =
      Set.of(
          "kind",
          "messageId",
          "role",
          "parts",
          "content",
          "contextId",
          "taskId",
          "referenceTaskIds",
          "metadata",
          "extensions");

  /** Where a configuration says whom to notify: 1.0, 0.3, and 0.3 over REST. */
  private static final Set<String> PUSH =
      Set.of("taskPushNotificationConfig", "pushNotificationConfig", "pushNotification");

  private static final Set<String> CONFIGURATION =
      Set.of(
          "acceptedOutputModes",
          "historyLength",
          "blocking",
          "returnImmediately",
          "taskPushNotificationConfig",
          "pushNotificationConfig",
          "pushNotification");

  private static final Set<String> PUSH_CONFIG =
      Set.of("id", "taskId", "url", "token", "authentication");

  private final Operation operation;
  private final Generation generation;
  private final boolean rpc;
  private final Set<String> tasks = new LinkedHashSet<>();
  private final Set<String> contexts = new LinkedHashSet<>();
  private final Set<String> pushUrls = new LinkedHashSet<>();
  private Optional<String> task = Optional.empty();
  private Optional<String> skill = Optional.empty();

  MessageReader(Operation operation, Generation generation, boolean rpc) {
    this.operation = operation;
    this.generation = generation;
    this.rpc = rpc;
  }

  /** What the request line says already. */
  MessageReader at(RestPath path, Optional<String> context) {
    task = path.task();
    task.ifPresent(tasks::add);
    context.filter(c -> !c.isEmpty()).ifPresent(contexts::add);
    return this;
  }

  AgentMessage read(Optional<At> params) throws Refusal {
    if (operation.isMessage()) {
      Map<String, At> members =
          Members.among(
              params.orElseThrow(
                  () -> new Refusal(Reason.REQUEST_MALFORMED, "there is no message; send one")),
              Set.of("message", "configuration", "metadata"));
      refuseSkill(members);
      message(required(params.get(), members, "message"));
      Optional<At> configuration = Members.get(members, "configuration");
      if (configuration.isPresent()) {
        configuration(configuration.get());
      }
    } else if (params.isPresent()) {
      Map<String, At> members = Members.among(params.get(), names());
      refuseSkill(members);
      task(members);
      Optional<At> context = Members.get(members, "contextId");
      if (context.isPresent()) {
        contexts.add(AgentMessage.name(context.get()));
      }
      if (operation == Operation.SET_PUSH) {
        push(nested() ? required(params.get(), members, "pushNotificationConfig") : params.get());
      }
    } else if (operation == Operation.SET_PUSH) {
      throw new Refusal(Reason.REQUEST_MALFORMED, "there is no URL to notify; send one");
    }
    if (needsTask() && task.isEmpty()) {
      throw new Refusal(Reason.REQUEST_MALFORMED, "the message names no task; name one");
    }
    return new AgentMessage(operation, rpc, skill, task, tasks, contexts, pushUrls);
  }

  private boolean nested() {
    return generation == Generation.V0_3;
  }

  private boolean needsTask() {
    return switch (operation) {
      case SEND, STREAM, LIST_TASKS, EXTENDED_CARD, CARD -> false;
      default -> true;
    };
  }

  /** The members that the parameters of this method may have. Over REST, the path has the rest. */
  private Set<String> names() {
    if (!rpc) {
      return switch (operation) {
        case SET_PUSH -> nested() ? Set.of("pushNotificationConfig") : PUSH_CONFIG;
        case CANCEL_TASK -> Set.of("metadata");
        default -> Set.of();
      };
    }
    boolean old = nested();
    return switch (operation) {
      case GET_TASK -> Set.of("id", "historyLength", "metadata");
      case CANCEL_TASK, SUBSCRIBE -> Set.of("id", "metadata");
      case LIST_TASKS ->
          Set.of(
              "contextId",
              "status",
              "pageSize",
              "pageToken",
              "historyLength",
              "statusTimestampAfter",
              "includeArtifacts");
      case SET_PUSH -> old ? Set.of("taskId", "pushNotificationConfig", "metadata") : PUSH_CONFIG;
      case GET_PUSH, DELETE_PUSH ->
          old ? Set.of("id", "pushNotificationConfigId", "metadata") : Set.of("taskId", "id");
      case LIST_PUSH -> old ? Set.of("id", "metadata") : Set.of("taskId", "pageSize", "pageToken");
      default -> Set.of();
    };
  }

  /** The task that the method is about: {@code taskId} where it can stand, else {@code id}. */
  private void task(Map<String, At> members) throws Refusal {
    String member = names().contains("taskId") ? "taskId" : "id";
    Optional<At> named =
        needsTask() && names().contains(member) ? Members.get(members, member) : Optional.empty();
    if (named.isPresent()) {
      about(named.get());
    }
  }

  private void about(At at) throws Refusal {
    String id = AgentMessage.name(at);
    if (task.isPresent() && !task.get().equals(id)) {
      throw at.refuse(Reason.MESSAGE_AMBIGUOUS, "is another task than elsewhere in the request");
    }
    task = Optional.of(id);
    tasks.add(id);
  }

  private void message(At message) throws Refusal {
    Map<String, At> members = Members.among(message, MESSAGE);
    Optional<At> taskId = Members.get(members, "taskId").filter(at -> !isEmpty(at));
    if (taskId.isPresent()) {
      about(taskId.get());
    }
    Optional<At> contextId = Members.get(members, "contextId").filter(at -> !isEmpty(at));
    if (contextId.isPresent()) {
      contexts.add(AgentMessage.name(contextId.get()));
    }
    Optional<At> references = Members.get(members, "referenceTaskIds");
    if (references.isPresent()) {
      for (At reference : references.get().elements()) {
        tasks.add(AgentMessage.name(reference));
      }
    }
    Optional<At> metadata = Members.get(members, "metadata");
    Optional<At> named =
        metadata.isPresent()
            ? Optional.ofNullable(metadata.get().members().get(AgentMessage.SKILL))
            : Optional.empty();
    if (named.isPresent()) {
      skill = Optional.of(AgentMessage.name(named.get()));
    }
  }

  /** Protocol Buffers write what is absent as an empty string. */
  private static boolean isEmpty(At at) {
    return at.node() instanceof Node.Text text && text.value().isEmpty();
  }

  private void configuration(At configuration) throws Refusal {
    Map<String, At> members = Members.among(configuration, CONFIGURATION);
    for (String name : PUSH) {
      Optional<At> push = Members.get(members, name);
      if (push.isPresent()) {
        push(push.get());
      }
    }
  }

  private void push(At config) throws Refusal {
    Map<String, At> members = Members.among(config, PUSH_CONFIG);
    Optional<At> taskId = Members.get(members, "taskId").filter(at -> !isEmpty(at));
    if (taskId.isPresent()) {
      about(taskId.get());
    }
    pushUrls.add(AgentMessage.name(required(config, members, "url")));
  }

  /** The skill of a message stands in the message alone. */
  private static void refuseSkill(Map<String, At> members) throws Refusal {
    Optional<At> metadata = Members.get(members, "metadata");
    if (metadata.isPresent() && metadata.get().members().containsKey(AgentMessage.SKILL)) {
      throw metadata
          .get()
          .refuse(Reason.MESSAGE_AMBIGUOUS, "names a skill; name it in the message's metadata");
    }
  }

  private static At required(At object, Map<String, At> members, String name) throws Refusal {
    return Members.get(members, name)
        .orElseThrow(
            () ->
                object.refuse(Reason.REQUEST_MALFORMED, "has no member \"" + name + "\"; add it"));
  }
}
