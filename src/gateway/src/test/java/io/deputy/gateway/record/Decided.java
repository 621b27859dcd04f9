package io.deputy.gateway.record;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Decisions that tests record, told apart by a number in their trace. */
final class Decided {
  private Decided() {}

  /** What stands for the blocks of a token of some 1,500 bytes, without anybody's signature. */
  static TokenBlocks token(int number) {
    byte[] block = new byte[1_500];
    block[0] = (byte) number;
    block[1] = (byte) (number >> 8);
    Bytes token =
        ContainerWriter.token(OptionalLong.of(1), List.of(Bytes.of(block)), Bytes.of(new byte[32]));
    try {
      return TokenBlocks.of(token);
    } catch (Refusal e) {
      throw new IllegalStateException(e);
    }
  }

  static DecisionRecord denied(long number) {
    return record(number, new RecordedToken.None(), List.of(), denial());
  }

  static DecisionRecord deniedWith(long number, TokenBlocks token) {
    return record(
        number, new RecordedToken.Claimed(token.digest(), delegation()), List.of(), denial());
  }

  static DecisionRecord allowed(long number, TokenBlocks token, String body) {
    Request call =
        new Request.Mcp(
            "https://mcp.acme.example/github",
            "tools/call",
            Optional.of("create_issue"),
            Arguments.of(
                Map.of(
                    new Pointer("/repo"), new Value.Text("acme/site"),
                    new Pointer("/body"), new Value.Text(body))));
    return record(
        number,
        new RecordedToken.Verified(token.digest(), delegation()),
        List.of(new RecordedRequest.Whole(call)),
        new Verdict.Allowed());
  }

  private static Verdict denial() {
    return new Verdict.Denied(Reason.HOLDER_KEY_UNPROVEN);
  }

  private static RecordedToken.Delegation delegation() {
    return new RecordedToken.Delegation(
        "https://deputy.acme.example",
        new ChainId(new UUID(1, 2)),
        new HopId(new UUID(3, 4)),
        new User("https://idp.acme.example", "alice"),
        List.of("orchestrator", "researcher"));
  }

  private static DecisionRecord record(
      long number, RecordedToken token, List<RecordedRequest> requests, Verdict verdict) {
    return new DecisionRecord(
        Instant.parse("2026-11-24T09:00:00Z"),
        token,
        requests,
        verdict,
        Optional.of(new DecisionRecord.BundleUsed(Instant.parse("2026-11-24T08:59:00Z"), 7)),
        ProvenKey.NONE,
        Optional.of("github"),
        Optional.of("%032x".formatted(number)),
        Optional.empty());
  }

  /** The number in a record's trace. */
  static long number(DecisionRecord record) {
    return Long.parseLong(record.trace().orElseThrow(), 16);
  }
}
