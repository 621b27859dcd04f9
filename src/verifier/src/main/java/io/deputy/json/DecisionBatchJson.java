package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.TokenBlocks;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A batch of decision records as JSON, which a gateway signs: {@code gateway}, {@code stream},
 * {@code from}, {@code records} as {@link DecisionRecordJson} has them, and {@code tokens} in
 * base64url, each without its proof.
 */
public final class DecisionBatchJson {
  private DecisionBatchJson() {}

  /**
   * Reads a batch in UTF-8, strictly.
   *
   * @throws Refusal {@code DECISIONS_MALFORMED}
   */
  public static DecisionBatch read(byte[] utf8) throws Refusal {
    At at = At.root(Node.parse(utf8, DecisionRecordJson.LIMITS), Reason.DECISIONS_MALFORMED);
    Map<String, At> members =
        DecisionRecordJson.members(
            at, Set.of("gateway", "stream", "from", "records", "tokens"), Set.of());
    List<At> recorded = bounded(members.get("records"));
    List<DecisionRecord> records = new ArrayList<>(recorded.size());
    for (At record : recorded) {
      records.add(DecisionRecordJson.read(record));
    }
    List<TokenBlocks> tokens = new ArrayList<>();
    for (At token : bounded(members.get("tokens"))) {
      tokens.add(blocks(token));
    }
    try {
      return new DecisionBatch(
          members.get("gateway").text(),
          Uuids.read(members.get("stream")),
          DecisionRecordJson.number(members.get("from")),
          records,
          tokens);
    } catch (IllegalArgumentException e) {
      throw at.refuse(at.malformed(), "is no batch: " + e.getMessage());
    }
  }

  private static List<At> bounded(At at) throws Refusal {
    List<At> elements = at.elements();
    if (elements.size() > DecisionBatch.MAX_RECORDS) {
      throw at.refuse(
          at.malformed(), "has more than " + DecisionBatch.MAX_RECORDS + " elements; send fewer");
    }
    return elements;
  }

  private static TokenBlocks blocks(At at) throws Refusal {
    Bytes bytes =
        Base64Url.decode(at.text())
            .orElseThrow(() -> at.expected("the blocks of a token in base64url"));
    try {
      return new TokenBlocks(bytes);
    } catch (IllegalArgumentException e) {
      throw at.refuse(at.malformed(), "is " + e.getMessage());
    }
  }

  /** Writes a batch. */
  public static String write(DecisionBatch batch) {
    return write(
        batch.gateway(),
        batch.stream(),
        batch.from(),
        batch.records().stream().map(DecisionRecordJson::write).toList(),
        batch.tokens());
  }

  /**
   * Writes a batch of records that are written already.
   *
   * @param records each as {@link DecisionRecordJson#write} wrote it
   */
  public static String write(
      String gateway, UUID stream, long from, List<String> records, List<TokenBlocks> tokens) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = DecisionRecordJson.JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("gateway", gateway);
      json.writeStringField("stream", stream.toString());
      json.writeNumberField("from", from);
      json.writeArrayFieldStart("records");
      for (String record : records) {
        json.writeRawValue(record);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("tokens");
      for (TokenBlocks token : tokens) {
        json.writeString(token.bytes().toBase64Url());
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
