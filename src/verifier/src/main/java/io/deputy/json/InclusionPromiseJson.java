package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.log.InclusionPromise;
import io.deputy.log.LogEntry;
import io.deputy.log.NoteKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Promises of inclusion as they travel: a compact JWS (RFC 7515) by a key of the log. */
public final class InclusionPromiseJson {
  /** The {@code typ} of the header. */
  public static final String TYPE = "deputy-log-promise+jws";

  private static final int MAX_CHARACTERS = 4 << 10;

  private static final Reason MALFORMED = Reason.LOG_PROOF_INVALID;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARACTERS, 1, MALFORMED, MALFORMED);

  private static final Set<String> HEADER = Set.of("alg", "typ");

  private static final Set<String> PAYLOAD = Set.of("log", "entry", "at", "by");

  private InclusionPromiseJson() {}

  /**
   * Reads a promise that one of these keys signed.
   *
   * @throws Refusal {@code log_proof_invalid}
   */
  public static InclusionPromise read(String text, List<NoteKey> keys) throws Refusal {
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
    LogEntry entry =
        LogEntry.parse(payload.get("entry").text())
            .orElseThrow(() -> refused("its entry is of a form that is not known"));
    return new InclusionPromise(
        by.name(),
        entry,
        RevocationsJson.time(payload.get("at")),
        RevocationsJson.time(payload.get("by")));
  }

  private static Map<String, At> members(Bytes json, Set<String> names) throws Refusal {
    return At.root(Node.parse(json.toArray(), LIMITS), MALFORMED)
        .members(names, Set.of(), MALFORMED, MALFORMED);
  }

  private static Refusal refused(String problem) {
    return new Refusal(MALFORMED, "the promise of inclusion is refused: " + problem);
  }

  /**
   * Writes a promise.
   *
   * @param key of the log, for the algorithm
   * @param signer signs as JWS has it: of P-256, R and S of 32 bytes each (RFC 7518, section 3.4)
   */
  public static String write(InclusionPromise promise, PublicKey key, UnaryOperator<Bytes> signer) {
    String header = "{\"alg\":\"%s\",\"typ\":\"%s\"}".formatted(CompactJws.algorithm(key), TYPE);
    return CompactJws.write(
        Bytes.of(header.getBytes(StandardCharsets.US_ASCII)), payload(promise), signer);
  }

  private static Bytes payload(InclusionPromise promise) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("log", promise.origin());
      json.writeStringField("entry", promise.entry().text());
      json.writeNumberField("at", promise.at().getEpochSecond());
      json.writeNumberField("by", promise.by().getEpochSecond());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(bytes.toByteArray());
  }
}
