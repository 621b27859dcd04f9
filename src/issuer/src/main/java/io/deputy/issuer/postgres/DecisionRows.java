package io.deputy.issuer.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.issuer.decisions.DecisionColumns;
import io.deputy.verify.DecisionRecord;
import java.util.List;

/** Decisions as the rows that the database makes of JSON. */
final class DecisionRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode rows = JSON.createArrayNode();

  /** Adds the record of this number. */
  void add(long number, DecisionRecord record, String content) {
    DecisionColumns columns = DecisionColumns.of(record);
    ObjectNode row = rows.addObject();
    row.put("number", number);
    row.put("decided_at", columns.decidedAt().toString());
    row.put("verdict", columns.verdict());
    row.put("reason", columns.reason().orElse(null));
    row.put("standing", columns.standing());
    row.put("token", columns.token().map(Bytes::toHex).orElse(null));
    row.put("route", columns.route().orElse(null));
    row.put("trace", columns.trace().orElse(null));
    row.put("content", content);
    add(row, "servers", columns.servers());
    add(row, "names", columns.names());
    add(row, "agents", columns.delegation().map(DecisionColumns.Says::agents).orElse(List.of()));
    columns.delegation().ifPresent(says -> add(row, says));
  }

  private static void add(ObjectNode row, DecisionColumns.Says says) {
    row.put("issuer", says.issuer());
    row.put("chain", says.chain().toString());
    row.put("hop", says.hop().toString());
    row.put("user_issuer", says.userIssuer());
    row.put("user_subject", says.userSubject());
  }

  private static void add(ObjectNode row, String member, List<String> texts) {
    ArrayNode array = row.putArray(member);
    texts.forEach(array::add);
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
