package io.deputy.issuer.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.issuer.export.Format;
import java.nio.charset.StandardCharsets;

/**
 * Events as CloudEvents 1.0 in structured JSON mode; their data are lines of an export. An id is
 * used once: the same one means the same event, told again.
 */
final class CloudEvents {
  static final String TYPE = "application/cloudevents+json; charset=utf-8";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String issuer;

  CloudEvents(String issuer) {
    this.issuer = issuer;
  }

  /** In the log, and so at this issuer, nothing else has it. */
  static String id(Event event) {
    return event.leaf() + "-" + event.number();
  }

  Bytes write(Event event) {
    ObjectNode cloud = JSON.createObjectNode();
    cloud.put("specversion", "1.0");
    cloud.put("id", id(event));
    cloud.put("source", issuer);
    if (event instanceof Event.Revoked revoked) {
      cloud.put("type", "io.deputy.revoked.v1");
      cloud.put("subject", "revocation/" + revoked.revocation().cursor());
      cloud.put("time", revoked.revocation().recordedAt().toString());
    } else {
      Event.Refused refused = (Event.Refused) event;
      cloud.put("type", "io.deputy.refused.v1");
      cloud.put(
          "subject",
          "decision/"
              + refused.decision().gateway()
              + "/"
              + refused.decision().stream()
              + "/"
              + refused.decision().number());
      cloud.put("time", refused.recordedAt().toString());
    }
    cloud.put("datacontenttype", "application/json");
    cloud.set(
        "data",
        event instanceof Event.Revoked revoked
            ? Format.JSONL.lines().revocation(revoked.revocation())
            : Format.JSONL.lines().decision(((Event.Refused) event).decision()));
    return Bytes.of(cloud.toString().getBytes(StandardCharsets.UTF_8));
  }
}
