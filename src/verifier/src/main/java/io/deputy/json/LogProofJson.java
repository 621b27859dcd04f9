package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.log.LogProof;
import io.deputy.log.SignedNote;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Inclusion proofs as JSON: {@code entry}, {@code index}, {@code hashes} in base64url, and the
 * {@code checkpoint} as it was signed.
 */
public final class LogProofJson {
  /** Of a whole proof: the note, the hashes, and an entry. */
  public static final int MAX_CHARACTERS = 2 * SignedNote.MAX_CHARACTERS;

  /** As many levels as a tree of 2^63 leaves has. */
  private static final int MAX_HASHES = 63;

  private static final Reason MALFORMED = Reason.LOG_PROOF_INVALID;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARACTERS, 2, MALFORMED, MALFORMED);

  private static final Set<String> MEMBERS = Set.of("entry", "index", "hashes", "checkpoint");

  private LogProofJson() {}

  /**
   * Reads a proof; verifies nothing.
   *
   * @throws Refusal {@code log_proof_invalid}
   */
  public static LogProof read(String json) throws Refusal {
    Map<String, At> members =
        At.root(Node.parse(json, LIMITS), MALFORMED)
            .members(MEMBERS, Set.of(), MALFORMED, MALFORMED);
    List<At> elements = members.get("hashes").elements();
    if (elements.size() > MAX_HASHES) {
      throw members.get("hashes").refuse(MALFORMED, "has more than " + MAX_HASHES + " elements");
    }
    List<Bytes> hashes = new ArrayList<>();
    for (At element : elements) {
      hashes.add(
          Base64Url.decode(element.text())
              .orElseThrow(() -> element.expected("a hash in base64url")));
    }
    At index = members.get("index");
    if (!(index.node() instanceof Node.Int number)) {
      throw index.expected("a whole number");
    }
    return new LogProof(
        members.get("entry").text(), number.value(), hashes, members.get("checkpoint").text());
  }

  /** Writes a proof. */
  public static String write(LogProof proof) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("entry", proof.entry());
      json.writeNumberField("index", proof.index());
      json.writeArrayFieldStart("hashes");
      for (Bytes hash : proof.hashes()) {
        json.writeString(hash.toBase64Url());
      }
      json.writeEndArray();
      json.writeStringField("checkpoint", proof.checkpoint());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
