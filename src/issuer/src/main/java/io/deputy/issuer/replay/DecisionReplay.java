package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.SignedBlock;
import io.deputy.chain.HopId;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.decisions.DecisionColumns;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Compares one decision with what its gateway signed, and decides it again. */
final class DecisionReplay {
  private final DecisionEntry row;
  private final Row name;
  private final Grounds grounds;
  private final Findings findings;

  private DecisionReplay(DecisionEntry row, Grounds grounds, Findings findings) {
    this.row = row;
    this.name = row.row();
    this.grounds = grounds;
    this.findings = findings;
  }

  /**
   * What a decision is compared with.
   *
   * @param tokens blocks by the digest that they stand under
   * @param lineages the hops of the chain that verify, by id
   * @param revocations what may apply
   */
  record Evidence(
      Map<Bytes, Bytes> tokens,
      Map<UUID, Lineages.Lineage> lineages,
      List<RevocationEntry> revocations) {
    Evidence {
      Objects.requireNonNull(tokens);
      Objects.requireNonNull(lineages);
      Objects.requireNonNull(revocations);
    }
  }

  static void run(
      DecisionEntry row,
      Optional<SignedBatch> batch,
      Evidence evidence,
      Grounds grounds,
      Findings findings) {
    DecisionReplay replay = new DecisionReplay(row, grounds, findings);
    replay.compareWithBatch(batch);
    replay.compareWithContent(evidence);
  }

  private void compareWithBatch(Optional<SignedBatch> batch) {
    if (batch.isEmpty()) {
      findings.missing(
          new Row("decision_batch", row.batch().toString()), name.describe() + " came with it");
      return;
    }
    BatchEntry signed = batch.get().row();
    findings.same(name, "gateway", signed.gateway(), row.gateway());
    findings.same(name, "stream", signed.stream(), row.stream());
    findings.same(name, "recorded_at", signed.recordedAt(), row.recordedAt());
    if (batch.get().content().isEmpty()) {
      findings.unknown(name, "content", "what the gateway signed cannot be read");
      return;
    }
    Optional<DecisionRecord> record = batch.get().record(row.number());
    if (record.isEmpty()) {
      findings.differs(
          name,
          "number",
          "one of " + signed.first() + " to " + signed.last() + ", which its batch has",
          Long.toString(row.number()));
    } else {
      findings.same(name, "content", DecisionRecordJson.write(record.get()), row.content());
    }
  }

  private void compareWithContent(Evidence evidence) {
    DecisionRecord record;
    try {
      record = DecisionRecordJson.read(row.content());
    } catch (Refusal refusal) {
      findings.differs(name, "content", "a decision", refusal.getMessage());
      return;
    }
    compareColumns(DecisionColumns.of(record));
    if (row.recordedAt().plus(HopReplay.CLOCKS_APART).isBefore(record.time())) {
      findings.differs(
          name,
          "recorded_at",
          "after " + record.time() + ", when it was decided",
          row.recordedAt().toString());
    }
    Optional<UnverifiedChain> claims = claims(record.token(), evidence);
    Optional<UnprovenChain> chain = chain(claims, record.token(), evidence);
    Redecision.run(row, record, claims, chain, evidence.revocations(), grounds, findings);
  }

  private void compareColumns(DecisionColumns columns) {
    findings.same(name, "decided_at", columns.decidedAt(), row.decidedAt());
    findings.same(name, "verdict", columns.verdict(), row.verdict());
    findings.same(name, "reason", columns.reason(), row.reason());
    findings.same(name, "standing", columns.standing(), row.standing());
    findings.same(name, "token", columns.token(), row.token());
    Optional<DecisionColumns.Says> says = columns.delegation();
    findings.same(name, "issuer", says.map(DecisionColumns.Says::issuer), row.issuer());
    findings.same(name, "chain", says.map(DecisionColumns.Says::chain), row.chain());
    findings.same(name, "hop", says.map(DecisionColumns.Says::hop), row.hop());
    findings.same(
        name, "user_issuer", says.map(DecisionColumns.Says::userIssuer), row.userIssuer());
    findings.same(
        name, "user_subject", says.map(DecisionColumns.Says::userSubject), row.userSubject());
    findings.same(
        name, "agents", says.map(DecisionColumns.Says::agents).orElse(List.of()), row.agents());
    findings.same(name, "servers", columns.servers(), row.servers());
    findings.same(name, "names", columns.names(), row.names());
    findings.same(name, "route", columns.route(), row.route());
    findings.same(name, "trace", columns.trace(), row.trace());
  }

  /** The blocks of the token, if they are on record and can be read. */
  private Optional<UnverifiedChain> claims(RecordedToken token, Evidence evidence) {
    Optional<RecordedToken.Delegation> says = token.says();
    Optional<Bytes> digest = token.blocksDigest();
    if (says.isEmpty() || digest.isEmpty()) {
      return Optional.empty();
    }
    Bytes stored = evidence.tokens().get(digest.get());
    Row storedAs = new Row("decision_token", digest.get().toHex());
    if (stored == null) {
      findings.missing(storedAs, name.describe() + " is about it");
      return Optional.empty();
    }
    try {
      TokenBlocks blocks = new TokenBlocks(stored);
      findings.same(storedAs, "blocks", digest.get(), blocks.digest());
      UnverifiedChain claims = blocks.read();
      findings.same(name, "content", RecordedToken.Claimed.of(blocks, claims).claims(), says.get());
      return Optional.of(claims);
    } catch (Refusal | IllegalArgumentException e) {
      findings.differs(storedAs, "blocks", "the blocks of a delegation token", e.getMessage());
      return Optional.empty();
    }
  }

  /** The same, if they verify. What a gateway verified must. */
  private Optional<UnprovenChain> chain(
      Optional<UnverifiedChain> claims, RecordedToken token, Evidence evidence) {
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    boolean verified = token instanceof RecordedToken.Verified;
    try {
      UnprovenChain chain =
          claims
              .get()
              .verifyBlocks(grounds.everTrusted(), known(claims.get().last().id(), evidence));
      if (verified) {
        compareWithHops(chain, evidence);
      }
      return Optional.of(chain);
    } catch (Refusal refusal) {
      if (verified) {
        findings.differs(
            name, "standing", "claimed, since the blocks do not verify", refusal.getMessage());
      }
      return Optional.empty();
    }
  }

  private static Optional<UnprovenChain> known(HopId hop, Evidence evidence) {
    return Optional.ofNullable(evidence.lineages().get(hop.value())).map(Lineages.Lineage::chain);
  }

  /**
   * What the issuer attested is on record, byte for byte but for blocks that holders signed anew.
   */
  private void compareWithHops(UnprovenChain chain, Evidence evidence) {
    for (var hop : chain.hops()) {
      Lineages.Lineage lineage = evidence.lineages().get(hop.id().value());
      if (lineage == null) {
        findings.missing(
            new Row("hop", hop.id().toString()), name.describe() + " is about a token of it");
        continue;
      }
      SignedBlock minted =
          lineage.chain().blocks().get(lineage.chain().hops().get(hop.number()).block());
      SignedBlock presented = chain.blocks().get(hop.block());
      if (!minted.payload().equals(presented.payload())) {
        findings.differs(
            new Row("hop", hop.id().toString()),
            "blocks",
            "what the issuer attested in the token of " + name.describe(),
            "another hop");
      }
    }
  }
}
