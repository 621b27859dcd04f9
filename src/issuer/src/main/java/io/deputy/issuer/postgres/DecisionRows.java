package io.deputy.issuer.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.capability.Request;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.RecordedToken.Delegation;

/**
 * Decisions as the rows that the database makes of JSON. What a token claims may be anything, so
 * text is made such that it can stand in a column and in an index; the content has it unchanged.
 */
final class DecisionRows {
  /**
   * Code points of a name that can be searched for. Two of them fit into an entry of an index
   * (2,704 bytes) in any script.
   */
  private static final int MAX_NAME = 256;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode rows = JSON.createArrayNode();

  /** Adds the record of this number. */
  void add(long number, DecisionRecord record, String content) {
    ObjectNode row = rows.addObject();
    row.put("number", number);
    row.put("decided_at", record.time().toString());
    row.put("verdict", DecisionRecordJson.word(record.verdict()));
    row.put("reason", record.verdict().why().map(Reason::code).orElse(null));
    row.put("route", record.route().map(DecisionRows::name).orElse(null));
    row.put("trace", record.trace().orElse(null));
    row.put("content", content);
    addToken(row, record.token());
    ArrayNode servers = row.putArray("servers");
    ArrayNode names = row.putArray("names");
    for (RecordedRequest recorded : record.requests()) {
      Request request = request(recorded);
      servers.add(name(request.server()));
      names.add(name(subject(request)));
    }
  }

  private static void addToken(ObjectNode row, RecordedToken token) {
    row.putArray("agents");
    if (token instanceof RecordedToken.Unreadable unreadable) {
      row.put("standing", "unreadable");
      row.put("token", unreadable.digest().toHex());
    } else if (token instanceof RecordedToken.Claimed claimed) {
      add(row, "claimed", claimed.digest(), claimed.claims());
    } else if (token instanceof RecordedToken.Verified verified) {
      add(row, "verified", verified.digest(), verified.delegation());
    } else {
      row.put("standing", "none");
    }
  }

  private static void add(ObjectNode row, String standing, Bytes digest, Delegation says) {
    row.put("standing", standing);
    row.put("token", digest.toHex());
    row.put("issuer", name(says.issuer()));
    row.put("chain", says.chain().toString());
    row.put("hop", says.hop().toString());
    row.put("user_issuer", name(says.user().issuer()));
    row.put("user_subject", name(says.user().subject()));
    says.agents().forEach(agent -> row.withArray("agents").add(name(agent)));
  }

  private static Request request(RecordedRequest recorded) {
    return recorded instanceof RecordedRequest.Redacted redacted
        ? redacted.rest()
        : ((RecordedRequest.Whole) recorded).request();
  }

  /** What a request is about, in the word that people search for. */
  private static String subject(Request request) {
    if (request instanceof Request.Mcp call) {
      return call.name().orElse(call.operation());
    }
    if (request instanceof Request.Model model) {
      return model.model();
    }
    return request instanceof Request.Agent agent
        ? agent.skill().orElse(agent.operation())
        : ((Request.Http) request).path();
  }

  /** As a name stands in the columns. */
  static String name(String text) {
    String cut =
        text.codePointCount(0, text.length()) > MAX_NAME
            ? text.substring(0, text.offsetByCodePoints(0, MAX_NAME))
            : text;
    return cut.replace('\0', '\ufffd');
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** All rows. */
  String json() {
    return rows.toString();
  }
}
