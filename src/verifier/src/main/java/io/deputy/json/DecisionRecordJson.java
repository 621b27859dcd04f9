package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.BundleUsed;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One decision record as JSON. There is one form for each record, so two are equal if their texts
 * are. Of a redacted request, {@code redacted} lists where something stood (RFC 6901), the empty
 * pointer for all arguments; a whole request has no such member.
 */
public final class DecisionRecordJson {
  /**
   * Bytes of a record that a gateway writes. Arguments may carry whole files; of a record that is
   * longer, they are hidden. Whoever reads takes what fits into a batch.
   */
  public static final int MAX_BYTES = 65_536;

  /** A record in a batch, a request in it, and arguments in that. */
  private static final int MAX_DEPTH = 32;

  /** What {@code policy} says of a request that passed although no central policy was asked. */
  private static final String UNASKED = "unasked";

  /** Made once: it costs more than a record. */
  static final JsonFactory JSON = new JsonFactory();

  /** Those of a whole batch: a record can be as long. */
  static final Node.Limits LIMITS =
      new Node.Limits(
          DecisionBatch.MAX_PAYLOAD_BYTES,
          MAX_DEPTH,
          Reason.DECISIONS_MALFORMED,
          Reason.DECISIONS_MALFORMED);

  private DecisionRecordJson() {}

  /**
   * Reads what {@link #write} writes, and nothing else.
   *
   * @throws Refusal {@code DECISIONS_MALFORMED}
   */
  public static DecisionRecord read(String json) throws Refusal {
    return read(At.root(Node.parse(json, LIMITS), Reason.DECISIONS_MALFORMED));
  }

  static DecisionRecord read(At at) throws Refusal {
    Map<String, At> members =
        members(
            at,
            Set.of("time", "requests", "verdict"),
            Set.of(
                "token",
                "reason",
                "policy",
                "bundle",
                "proven_key",
                "route",
                "trace",
                "session_hop",
                "entry",
                "unseen"));
    RecordedToken token =
        members.containsKey("token")
            ? RecordedTokenJson.read(members.get("token"))
            : new RecordedToken.None();
    List<RecordedRequest> requests = new ArrayList<>();
    for (At request : members.get("requests").elements()) {
      requests.add(RecordedRequestJson.read(request));
    }
    Verdict verdict = verdict(members);
    Optional<BundleUsed> bundle =
        members.containsKey("bundle")
            ? Optional.of(bundle(members.get("bundle")))
            : Optional.empty();
    ProvenKey proven =
        members.containsKey("proven_key")
            ? new ProvenKey(new Thumbprint(digest(members.get("proven_key"))))
            : ProvenKey.NONE;
    Optional<HopId> session =
        members.containsKey("session_hop")
            ? Optional.of(new HopId(Uuids.read(members.get("session_hop"))))
            : Optional.empty();
    Optional<DecisionRecord.Asking> asking = asking(at, members);
    try {
      return new DecisionRecord(
          time(members.get("time")),
          token,
          requests,
          verdict,
          bundle,
          proven,
          text(members.get("route")),
          text(members.get("trace")),
          session,
          asking);
    } catch (IllegalArgumentException e) {
      throw at.refuse(at.malformed(), "is no decision: " + e.getMessage());
    }
  }

  private static Optional<DecisionRecord.Asking> asking(At at, Map<String, At> members)
      throws Refusal {
    At entry = members.get("entry");
    At unseen = members.get("unseen");
    if (entry == null && unseen == null) {
      return Optional.empty();
    }
    if (entry == null || !(entry.node() instanceof Node.Bool enough)) {
      throw at.refuse(at.malformed(), "does not say whether an entry was enough");
    }
    List<Integer> places = new ArrayList<>();
    for (At place : unseen == null ? List.<At>of() : unseen.elements()) {
      places.add((int) Math.min(number(place), DecisionRecord.MAX_REQUESTS));
    }
    if (unseen != null && places.isEmpty()) {
      throw unseen.expected("at least one place");
    }
    try {
      return Optional.of(new DecisionRecord.Asking(enough.value(), places));
    } catch (IllegalArgumentException e) {
      throw at.refuse(at.malformed(), "is no decision: " + e.getMessage());
    }
  }

  static Map<String, At> members(At at, Set<String> required, Set<String> optional) throws Refusal {
    return at.members(required, optional, at.malformed(), at.malformed());
  }

  private static Instant time(At at) throws Refusal {
    try {
      Instant time = Instant.parse(at.text());
      if (time.toString().equals(at.text())) {
        return time;
      }
    } catch (DateTimeException e) {
      // Told as the same thing: it is not a time in the one form.
    }
    throw at.expected("a time like 2026-11-24T09:00:00.123456Z");
  }

  private static Verdict verdict(Map<String, At> members) throws Refusal {
    At verdict = members.get("verdict");
    At reason = members.get("reason");
    At policy = members.get("policy");
    String word = verdict.text();
    if (policy != null && !(word.equals("allowed") && policy.text().equals(UNASKED))) {
      throw policy.expected("\"" + UNASKED + "\", and only where the verdict is \"allowed\"");
    }
    if (word.equals("allowed") && reason == null) {
      return new Verdict.Allowed(policy != null);
    }
    if (word.equals("denied") && reason != null) {
      return new Verdict.Denied(reason(reason));
    }
    if (word.equals("undecided") && reason != null) {
      return new Verdict.Undecided(reason(reason));
    }
    throw verdict.expected("\"allowed\", or \"denied\" or \"undecided\" with a reason");
  }

  private static Reason reason(At at) throws Refusal {
    String code = at.text();
    for (Reason reason : Reason.values()) {
      if (reason.code().equals(code)) {
        return reason;
      }
    }
    throw at.expected("a reason that is known here");
  }

  private static BundleUsed bundle(At at) throws Refusal {
    Map<String, At> members = members(at, Set.of("issued_at", "to"), Set.of());
    return new BundleUsed(
        Instant.ofEpochSecond(number(members.get("issued_at"))), number(members.get("to")));
  }

  /** A number from 0 that is not beyond what every reader of JSON reads exactly (RFC 8259, 6). */
  static long number(At at) throws Refusal {
    if (at.node() instanceof Node.Int i && i.value() >= 0 && i.value() < 1L << 53) {
      return i.value();
    }
    throw at.expected("a whole number from 0");
  }

  static Bytes digest(At at) throws Refusal {
    return Base64Url.decode(at.text())
        .filter(b -> b.size() == RecordedToken.DIGEST_BYTES)
        .orElseThrow(() -> at.expected("a digest of 32 bytes in base64url"));
  }

  private static Optional<String> text(At at) throws Refusal {
    return at == null ? Optional.empty() : Optional.of(at.text());
  }

  /** Writes a record. */
  public static String write(DecisionRecord record) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, DecisionRecord record) throws IOException {
    json.writeStartObject();
    json.writeStringField("time", record.time().toString());
    if (!(record.token() instanceof RecordedToken.None)) {
      json.writeFieldName("token");
      RecordedTokenJson.write(json, record.token());
    }
    json.writeArrayFieldStart("requests");
    for (RecordedRequest request : record.requests()) {
      RecordedRequestJson.write(json, request);
    }
    json.writeEndArray();
    json.writeStringField("verdict", word(record.verdict()));
    write(json, "reason", record.verdict().why().map(Reason::code));
    if (record.verdict() instanceof Verdict.Allowed allowed && allowed.policyUnasked()) {
      json.writeStringField("policy", UNASKED);
    }
    if (record.bundle().isPresent()) {
      json.writeObjectFieldStart("bundle");
      json.writeNumberField("issued_at", record.bundle().get().issuedAt().getEpochSecond());
      json.writeNumberField("to", record.bundle().get().to());
      json.writeEndObject();
    }
    Thumbprint proven = record.proven().thumbprint();
    write(
        json, "proven_key", proven.isBearer() ? Optional.empty() : Optional.of(proven.toString()));
    write(json, "route", record.route());
    write(json, "trace", record.trace());
    write(json, "session_hop", record.sessionHop().map(HopId::toString));
    if (record.asking().isPresent()) {
      json.writeBooleanField("entry", record.asking().get().entry());
      if (!record.asking().get().unseen().isEmpty()) {
        json.writeArrayFieldStart("unseen");
        for (int place : record.asking().get().unseen()) {
          json.writeNumber(place);
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  /** The word for a verdict, here and in the record's columns. */
  public static String word(Verdict verdict) {
    if (verdict instanceof Verdict.Denied) {
      return "denied";
    }
    return verdict instanceof Verdict.Undecided ? "undecided" : "allowed";
  }

  private static void write(JsonGenerator json, String member, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(member, value.get());
    }
  }
}
