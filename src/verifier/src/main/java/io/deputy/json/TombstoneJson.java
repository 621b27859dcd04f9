package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.log.NoteKey;
import io.deputy.log.Tombstone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Tombstones as they are kept: a compact JWS (RFC 7515) by a key of the log. */
public final class TombstoneJson {
  /** The {@code typ} of the header. */
  public static final String TYPE = "deputy-tombstone+jws";

  private static final int MAX_CHARACTERS = 16 << 10;

  private static final Reason MALFORMED = Reason.LOG_PROOF_INVALID;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARACTERS, 1, MALFORMED, MALFORMED);

  private static final Set<String> HEADER = Set.of("alg", "typ");

  private static final Set<String> PAYLOAD =
      Set.of("log", "tombstone", "month", "batches", "decisions", "sha256", "policy", "by", "at");

  private TombstoneJson() {}

  /**
   * Reads a tombstone that one of these keys signed.
   *
   * @throws Refusal {@code log_proof_invalid}
   */
  public static Tombstone read(String text, List<NoteKey> keys) throws Refusal {
    if (text.length() > MAX_CHARACTERS) {
      throw refused("it has more than " + MAX_CHARACTERS + " characters");
    }
    CompactJws jws =
        CompactJws.cut(text).orElseThrow(() -> refused("it is no JWS in compact form"));
    Map<String, At> header = members(jws.header(), HEADER);
    String algorithm = header.get("alg").text();
    if (!header.get("typ").text().equals(TYPE)) {
      throw refused("its type is not \"" + TYPE + "\"");
    }
    NoteKey by =
        keys.stream()
            .filter(k -> CompactJws.algorithm(k.key()).equals(algorithm) && jws.isBy(k.key()))
            .findFirst()
            .orElseThrow(() -> refused("no key of the log signed it"));
    Map<String, At> payload = members(jws.payload(), PAYLOAD);
    if (!payload.get("log").text().equals(by.name())) {
      throw refused("it is of another log than its key");
    }
    return new Tombstone(
        by.name(),
        DecisionRecordJson.number(payload.get("tombstone")),
        month(payload.get("month")),
        DecisionRecordJson.number(payload.get("batches")),
        DecisionRecordJson.number(payload.get("decisions")),
        DecisionRecordJson.digest(payload.get("sha256")),
        payload.get("policy").text(),
        payload.get("by").text(),
        RevocationsJson.time(payload.get("at")));
  }

  private static YearMonth month(At at) throws Refusal {
    try {
      return YearMonth.parse(at.text());
    } catch (DateTimeException e) {
      throw at.expected("a month like 2026-11");
    }
  }

  private static Map<String, At> members(Bytes json, Set<String> names) throws Refusal {
    return At.root(Node.parse(json.toArray(), LIMITS), MALFORMED)
        .members(names, Set.of(), MALFORMED, MALFORMED);
  }

  private static Refusal refused(String problem) {
    return new Refusal(MALFORMED, "the tombstone is refused: " + problem);
  }

  /**
   * Writes a tombstone.
   *
   * @param key of the log, for the algorithm
   * @param signer signs as JWS has it: of P-256, R and S of 32 bytes each (RFC 7518, section 3.4)
   */
  public static String write(Tombstone tombstone, PublicKey key, UnaryOperator<Bytes> signer) {
    String header = "{\"alg\":\"%s\",\"typ\":\"%s\"}".formatted(CompactJws.algorithm(key), TYPE);
    return CompactJws.write(
        Bytes.of(header.getBytes(StandardCharsets.US_ASCII)), payload(tombstone), signer);
  }

  private static Bytes payload(Tombstone tombstone) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("log", tombstone.origin());
      json.writeNumberField("tombstone", tombstone.number());
      json.writeStringField("month", tombstone.month().toString());
      json.writeNumberField("batches", tombstone.batches());
      json.writeNumberField("decisions", tombstone.decisions());
      json.writeStringField("sha256", tombstone.digest().toBase64Url());
      json.writeStringField("policy", tombstone.policy());
      json.writeStringField("by", tombstone.by());
      json.writeNumberField("at", tombstone.at().getEpochSecond());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(bytes.toByteArray());
  }
}
