package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A batch of decision records in the making, which may be as wrong as a test wants it. */
public record Decisions(Jwt jws) {
  /** One record, in a stream of its own. */
  public static Decisions byMcpGateway() {
    return by("mcp-gateway", Acme.MCP_GATEWAY);
  }

  static Decisions by(String gateway, AcmeKey key) {
    return new Decisions(
        Jwt.signedBy(key)
            .header("typ", "deputy-decisions+jws")
            .with("gateway", gateway)
            .with("stream", UUID.randomUUID().toString())
            .with("from", 1)
            .with("records", List.of(denied("holder_key_unproven")))
            .with("tokens", List.of()));
  }

  /** A record of a refusal without a token. */
  static Map<String, Object> denied(String reason) {
    return Map.of(
        "time",
        "2026-11-24T09:00:00.123456Z",
        "requests",
        List.of(),
        "verdict",
        "denied",
        "reason",
        reason);
  }

  /** Refusals, each for another trace, so no two are the same. */
  static List<Object> many(long from, int count) {
    List<Object> records = new ArrayList<>();
    for (long number = from; number < from + count; number++) {
      Map<String, Object> record = new TreeMap<>(denied("token_expired"));
      record.put("trace", "%032x".formatted(number));
      records.add(record);
    }
    return records;
  }

  Decisions with(Object... records) {
    return new Decisions(jws.with("records", List.of(records)));
  }

  /**
   * A record about a call of {@code tool} with a token of three hops.
   *
   * @param reason why it was denied; none if it was allowed
   */
  public static Map<String, Object> about(
      Delegated.Issued token, String user, String tool, Optional<String> reason, Instant at) {
    Map<String, Object> record = new TreeMap<>();
    record.put("time", at.toString());
    record.put(
        "token",
        Map.of(
            "standing", reason.equals(Optional.of("token_revoked")) ? "claimed" : "verified",
            "digest", "A".repeat(43),
            "issuer", Acme.ISSUER,
            "chain", token.chain(),
            "hop", token.hop(),
            "user", Map.of("issuer", Acme.IDP, "subject", user),
            "agents", List.of("orchestrator", "researcher", "summarizer")));
    Map<String, Object> call =
        Map.of(
            "type", "mcp",
            "server", "https://mcp.acme.example/github",
            "operation", "tools/call",
            "name", tool,
            "arguments", Map.of("repo", "acme/site"));
    record.put("requests", List.of(Map.of("request", call)));
    record.put("verdict", reason.isEmpty() ? "allowed" : "denied");
    reason.ifPresent(code -> record.put("reason", code));
    return record;
  }

  /** With these records, the first of which has the number {@code from}. */
  public Decisions from(long from, List<Object> records) {
    return new Decisions(jws.with("from", from).with("records", records));
  }

  Decisions with(String member, Object value) {
    return new Decisions(jws.with(member, value));
  }

  Decisions header(String member, Object value) {
    return new Decisions(jws.header(member, value));
  }

  Decisions signedBy(AcmeKey key) {
    return new Decisions(jws.reallySignedBy(key));
  }

  /** A condition on the rows of its stream. */
  String where() {
    return " WHERE stream = '" + jws.claim("stream") + "'";
  }

  public Response send() {
    return send(jws.compact());
  }

  static Response send(String body) {
    return given()
        .contentType("application/jose")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/audit/decisions");
  }
}
