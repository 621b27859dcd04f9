package io.deputy.gateway.mcp;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.json.At;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * What a posted message means, by its body and headers together.
 *
 * @param session that it says it belongs to; of the legacy era only
 * @param relatedTask that it says it is about, beside what it wants
 */
record Meaning(Era era, Wanted wanted, Optional<String> session, Optional<String> relatedTask) {
  /** The key in {@code _meta} that ties a message to a task (MCP 2025-11-25, tasks). */
  private static final String RELATED_TASK = "io.modelcontextprotocol/related-task";

  /** What {@code message} means to {@code server}. */
  static Meaning of(String server, MultiMap headers, Message message)
      throws Refusal, UnsupportedRevision {
    Era era = Headers.era(headers, message.revision());
    Wanted wanted;
    if (message instanceof Message.Call call) {
      if (era == Era.MODERN && message.revision().isEmpty()) {
        throw new Refusal(
            Reason.REQUEST_MALFORMED,
            "\"_meta\" does not name the revision; add \"" + Message.META_REVISION + "\"");
      }
      wanted = Wanted.of(server, era, call);
      Headers.requireAgreement(headers, era, call.method(), true, wanted);
    } else if (message instanceof Message.Notification told) {
      // Servers may do what a notification says even if it is none, and nobody would see it.
      if (!told.method().startsWith("notifications/")) {
        throw Wanted.unknown(told.method());
      }
      wanted = Wanted.entry(server, told.method());
      Headers.requireAgreement(headers, era, told.method(), false, wanted);
    } else {
      if (era == Era.MODERN || Arrival.header(headers, Headers.SESSION).isEmpty()) {
        throw new Refusal(
            Reason.SESSION_UNKNOWN, "answers belong to a session; send them within one");
      }
      wanted = Wanted.entry(server, "response");
    }
    Optional<String> session =
        era == Era.LEGACY ? Arrival.header(headers, Headers.SESSION) : Optional.empty();
    return new Meaning(era, wanted, session, relatedTask(message));
  }

  private static Optional<String> relatedTask(Message message) throws Refusal {
    At meta = message.params().get(Message.META);
    At related = meta == null ? null : meta.members().get(RELATED_TASK);
    if (related == null) {
      return Optional.empty();
    }
    At task = related.members().get("taskId");
    if (task == null) {
      throw related.refuse(Reason.REQUEST_MALFORMED, "has no member \"taskId\"; add it");
    }
    return Optional.of(Message.name(task));
  }
}
