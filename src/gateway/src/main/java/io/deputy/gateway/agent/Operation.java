package io.deputy.gateway.agent;

import java.util.Arrays;
import java.util.Optional;

/** The methods of A2A, by their canonical name, which is that of 0.3's JSON-RPC. */
enum Operation {
  SEND("message/send", "SendMessage"),
  STREAM("message/stream", "SendStreamingMessage"),
  GET_TASK("tasks/get", "GetTask"),
  LIST_TASKS("tasks/list", "ListTasks"),
  CANCEL_TASK("tasks/cancel", "CancelTask"),
  SUBSCRIBE("tasks/resubscribe", "SubscribeToTask"),
  SET_PUSH("tasks/pushNotificationConfig/set", "CreateTaskPushNotificationConfig"),
  GET_PUSH("tasks/pushNotificationConfig/get", "GetTaskPushNotificationConfig"),
  LIST_PUSH("tasks/pushNotificationConfig/list", "ListTaskPushNotificationConfigs"),
  DELETE_PUSH("tasks/pushNotificationConfig/delete", "DeleteTaskPushNotificationConfig"),
  EXTENDED_CARD("agent/getAuthenticatedExtendedCard", "GetExtendedAgentCard"),

  /** The card that is public elsewhere. No method: it only comes by HTTP. The name is ours. */
  CARD("agent/card", "");

  private final String slashed;
  private final String pascal;

  Operation(String slashed, String pascal) {
    this.slashed = slashed;
    this.pascal = pascal;
  }

  /** As rights name it. */
  String canonical() {
    return slashed;
  }

  /** The JSON-RPC method with this name in a generation. */
  static Optional<Operation> named(Generation generation, String method) {
    return Arrays.stream(values())
        .filter(o -> o != CARD)
        .filter(o -> method.equals(generation == Generation.V0_3 ? o.slashed : o.pascal))
        .findFirst();
  }

  /** Whether it begins a turn of a conversation. */
  boolean isMessage() {
    return this == SEND || this == STREAM;
  }

  /** Versions of A2A that name methods, members and paths differently. */
  enum Generation {
    V0_3("0.3"),
    V1_0("1.0");

    private final String version;

    Generation(String version) {
      this.version = version;
    }

    /** As {@code A2A-Version} says it. */
    String version() {
      return version;
    }
  }
}
