package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.json.DecisionRecordJson;
import io.deputy.log.LogKind;
import io.deputy.verify.TokenBlocks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether everything that a gateway signed in one batch stands in its rows. Decisions about a chain
 * are decided again with the chain; those that name none, here.
 */
final class BatchReplay {
  private BatchReplay() {}

  static Report run(BatchEntry row, Archive archive, Grounds grounds, BatchSignatures signatures)
      throws Refusal {
    Findings findings = new Findings();
    SignedBatch batch = SignedBatch.of(row, grounds, signatures, findings);
    List<DecisionEntry> decisions = archive.decisions(row);
    Map<Long, DecisionEntry> byNumber = new HashMap<>();
    for (DecisionEntry decision : decisions) {
      if (byNumber.put(decision.number(), decision) != null) {
        findings.add(
            new Finding.Duplicate(decision.row(), "another row has its number in the stream"));
      }
    }
    if (batch.content().isPresent()) {
      long from = batch.content().get().from();
      for (long number = from; number < batch.content().get().next(); number++) {
        compare(batch, number, Optional.ofNullable(byNumber.get(number)), findings);
      }
      tokens(batch.content().get().tokens(), row, archive, findings);
    }
    archive.log().logged(LogKind.DECISION_BATCH, List.of(row.id().toString())).stream()
        .flatMap(logged -> logged.difference().stream())
        .forEach(findings::add);
    DecisionReplay.Evidence none = new DecisionReplay.Evidence(Map.of(), Map.of(), List.of());
    for (DecisionEntry decision : decisions) {
      if (decision.chain().isEmpty() && decision.batch().equals(row.id())) {
        DecisionReplay.run(decision, Optional.of(batch), none, grounds, findings);
      }
    }
    return new Report(
        new Subject.OfBatch(row.id()), 0, decisions.size(), findings.all(), List.of());
  }

  private static void compare(
      SignedBatch batch, long number, Optional<DecisionEntry> decision, Findings findings) {
    BatchEntry row = batch.row();
    if (decision.isEmpty()) {
      findings.missing(
          new Row("decision", row.gateway() + " " + row.stream() + " " + number),
          row.row().describe() + " has it");
    } else if (!decision.get().batch().equals(row.id())) {
      // A later delivery of the same record; it was stored once.
      findings.same(
          decision.get().row(),
          "content",
          DecisionRecordJson.write(batch.record(number).orElseThrow()),
          decision.get().content());
    }
  }

  private static void tokens(
      List<TokenBlocks> tokens, BatchEntry row, Archive archive, Findings findings) throws Refusal {
    List<Bytes> digests = tokens.stream().map(TokenBlocks::digest).distinct().toList();
    Map<Bytes, Bytes> stored = archive.tokens(digests);
    for (Bytes digest : digests) {
      Row token = new Row("decision_token", digest.toHex());
      if (!stored.containsKey(digest)) {
        findings.missing(token, row.row().describe() + " brought it");
      } else {
        findings.same(token, "blocks", digest, stored.get(digest).sha256());
      }
    }
  }
}
