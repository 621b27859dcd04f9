package io.deputy.issuer.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Refusal;
import io.deputy.issuer.audit.Filter;
import io.deputy.log.Checkpoint;
import io.deputy.log.SignedNote;
import io.deputy.log.TreeHead;
import java.time.Instant;
import java.util.Locale;

/**
 * What an export is: how many rows of what, what their bytes are, and the checkpoint under which
 * the log shows that they stand in the record.
 */
final class Manifest {
  private static final String SCHEMA = "deputy-export-v1";

  private final ObjectNode json = Json.object();
  private final ArrayNode parts;

  Manifest(Format format, Selection selection, Instant madeAt, RecordSource.Coverage coverage)
      throws Refusal {
    json.put("type", "manifest");
    json.put("schema", SCHEMA);
    json.put("format", format.word());
    json.put("lines", format.lines().schema());
    json.put("made_at", madeAt.toString());
    filter(json.putObject("filter"), selection.filter());
    if (coverage.checkpoint().isPresent()) {
      checkpoint(json.putObject("checkpoint"), coverage.checkpoint().get());
    }
    json.put("rows_beyond_checkpoint", coverage.beyond());
    parts = json.putArray("parts");
  }

  private static void filter(ObjectNode json, Filter filter) {
    filter.user().ifPresent(v -> json.put("user", v));
    filter.userIssuer().ifPresent(v -> json.put("user_issuer", v));
    filter.agent().ifPresent(v -> json.put("agent", v));
    filter.chain().ifPresent(v -> json.put("chain", v.toString()));
    filter.tool().ifPresent(v -> json.put("tool", v));
    filter.verdict().ifPresent(v -> json.put("verdict", v.name().toLowerCase(Locale.ROOT)));
    filter.reason().ifPresent(v -> json.put("reason", v));
    filter.from().ifPresent(v -> json.put("from", v.toString()));
    filter.until().ifPresent(v -> json.put("until", v.toString()));
  }

  /** The size and the root are for reading: what is signed is the note. */
  private static void checkpoint(ObjectNode json, String note) throws Refusal {
    TreeHead head = Checkpoint.parse(SignedNote.parse(note).text()).head();
    json.put("size", head.size());
    json.put("root", head.root().toHex());
    json.put("note", note);
  }

  void add(Part part, PartWriter written) {
    ObjectNode one = parts.addObject();
    one.put("part", part.word());
    one.put("file", part.file());
    one.put("rows", written.rows());
    one.put("bytes", written.bytes());
    one.put("sha256", written.sha256OfAll().toHex());
  }

  /** As JSON in one line, without its end. */
  String text() {
    return json.toString();
  }
}
