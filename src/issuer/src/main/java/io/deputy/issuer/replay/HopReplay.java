package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.biscuit.SignedBlock;
import io.deputy.capability.Certificate;
import io.deputy.capability.CertificateChecker;
import io.deputy.capability.Containment;
import io.deputy.capability.Rights;
import io.deputy.chain.Hop;
import io.deputy.chain.User;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.exchange.Consent;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.HopLaw;
import io.deputy.json.CertificateJson;
import io.deputy.json.RightsJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** Compares one row with its blocks, and decides the hop again. */
final class HopReplay {
  /**
   * How far the issuer's clock and the database's may be apart, with the time that recording takes
   * between them: an issuer whose clock is further off writes tokens that gateways refuse.
   */
  static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  /** The time that stands in a hop is cut to the second. */
  private static final Duration LESS_THAN_A_SECOND = Duration.ofMillis(999);

  private final Lineages.Lineage lineage;
  private final HopEntry row;
  private final Row name;
  private final Hop hop;
  private final Optional<Hop> parent;
  private final Grounds grounds;
  private final Consents consents;
  private final Findings findings;

  private HopReplay(
      Lineages.Lineage lineage, Grounds grounds, Consents consents, Findings findings) {
    this.lineage = lineage;
    this.row = lineage.row();
    this.name = row.row();
    List<Hop> hops = lineage.chain().hops();
    this.hop = hops.get(lineage.number());
    this.parent =
        lineage.number() == 0 ? Optional.empty() : Optional.of(hops.get(lineage.number() - 1));
    this.grounds = grounds;
    this.consents = consents;
    this.findings = findings;
  }

  /** What the hop has to satisfy, if that can be said. */
  static Optional<HopLaw.Minted> run(
      Lineages.Lineage lineage, Grounds grounds, Consents consents, Findings findings)
      throws Refusal {
    HopReplay replay = new HopReplay(lineage, grounds, consents, findings);
    replay.compareWithBlocks();
    replay.compareWithOthers();
    return replay.decideAgain();
  }

  private void compareWithBlocks() {
    findings.same(name, "id", hop.id().value(), row.id());
    findings.same(name, "chain", lineage.chain().id().value(), row.chain());
    findings.same(name, "parent", parent.map(p -> p.id().value()), row.parent());
    findings.same(name, "depth", hop.number(), row.depth());
    findings.same(name, "delegator", parent.orElse(hop).holder().agent(), row.delegator());
    findings.same(name, "actor", hop.holder().agent(), row.actor());
    findings.same(name, "actor_key", hop.holder().key().bytes(), row.actorKey());
    findings.same(name, "user_issuer", lineage.chain().user().issuer(), row.userIssuer());
    findings.same(name, "user_subject", lineage.chain().user().subject(), row.userSubject());
    findings.same(
        name,
        "revocation_ids",
        lineage.chain().revocationIds().subList(lineage.from(), lineage.to()),
        row.revocationIds());
    findings.same(name, "issued_at", hop.issuedAt(), row.issuedAt());
    findings.same(name, "expires_at", hop.expiresAt(), row.expiresAt());
    findings.same(name, "audience", List.copyOf(hop.audience()), row.audience());
    findings.same(name, "max_depth", hop.maxDepth(), row.maxDepth());
    compareKeys();
  }

  private void compareKeys() {
    int rootKey = (int) lineage.chain().biscuit().content().rootKeyNumber().orElseThrow();
    if (parent.isPresent()) {
      findings.same(name, "root_key", rootKey, row.rootKey());
    }
    Optional<Integer> attestation =
        lineage
            .chain()
            .blocks()
            .get(hop.block())
            .external()
            .map(SignedBlock.ExternalSignature::key)
            .flatMap(grounds::attestationNumber);
    findings.same(name, "attestation_key", attestation, row.attestationKey());
    if (parent.isEmpty()) {
      grounds.checkKey(name, "root_key", rootKey, hop.issuedAt(), findings);
    }
    attestation.ifPresent(
        number -> grounds.checkKey(name, "attestation_key", number, hop.issuedAt(), findings));
  }

  /** What other rows say about this one. */
  private void compareWithOthers() {
    Duration apart = Duration.between(row.issuedAt(), row.recordedAt()).abs();
    if (apart.compareTo(CLOCKS_APART) > 0) {
      findings.differs(
          name,
          "recorded_at",
          "within " + CLOCKS_APART.toSeconds() + " s of " + row.issuedAt() + ", when it was issued",
          row.recordedAt().toString());
    }
    HopEntry first = lineage.path().get(0);
    findings.same(name, "user_groups", sorted(first.userGroups()), row.userGroups());
    findings.same(name, "user_roles", sorted(first.userRoles()), row.userRoles());
    if (parent.isPresent()) {
      HopEntry before = lineage.path().get(lineage.number() - 1);
      if (row.recordedAt().isBefore(before.recordedAt())) {
        findings.differs(
            name,
            "recorded_at",
            "after " + before.recordedAt() + ", when what it extends was recorded",
            row.recordedAt().toString());
      }
      findings.same(name, "user_token", Optional.empty(), row.userToken());
      findings.same(name, "user_token_at", Optional.empty(), row.userTokenAt());
    } else {
      findings.same(name, "consent", Optional.empty(), row.consent());
      if (row.userTokenAt()
          .filter(at -> at.isAfter(row.issuedAt().plus(CLOCKS_APART)))
          .isPresent()) {
        findings.differs(
            name,
            "user_token_at",
            "not after " + row.issuedAt() + ", when it was exchanged",
            row.userTokenAt().get().toString());
      }
    }
    compareDirectory();
  }

  private static List<String> sorted(List<String> texts) {
    return List.copyOf(new TreeSet<>(texts));
  }

  private void compareDirectory() {
    Optional<DirectoryEntry> inForce = grounds.inForce(row.recordedAt());
    if (inForce.isEmpty()) {
      findings.unknown(
          name, "directory", "which version was in force at " + row.recordedAt() + " is not known");
    } else {
      findings.same(name, "directory", inForce.get().digest(), row.directory());
    }
  }

  private Optional<HopLaw.Minted> decideAgain() throws Refusal {
    Optional<Rights> granted = rights("granted", row.granted());
    if (granted.isEmpty()) {
      return Optional.empty();
    }
    Rights signed = lineage.chain().rightsAfter(hop.number());
    if (!granted.get().equals(signed) && !granted.get().sameAs(signed)) {
      findings.differs(name, "granted", RightsJson.write(signed), row.granted());
      return Optional.empty();
    }
    Optional<Rights> asked = rights("asked", row.asked());
    if (asked.isPresent()
        && !asked.equals(granted)
        && !(granted.get().within(asked.get()) instanceof Containment.Within)) {
      findings.differs(name, "asked", "at least what was granted", row.asked());
    }
    Grounds.Version version = grounds.directory(row.directory());
    version.finding().ifPresent(findings::add);
    return version.directory().isPresent()
        ? decideUnder(version.directory().get(), granted.get())
        : Optional.empty();
  }

  private Optional<HopLaw.Minted> decideUnder(Directory directory, Rights granted) {
    Optional<Rights> userToken =
        row.userToken().isEmpty() ? Optional.empty() : rights("user_token", row.userToken().get());
    HopLaw.Minted minted;
    HopLaw law;
    try {
      minted = minted(granted, userToken, consented(directory));
      law = HopLaw.of(minted, directory);
    } catch (Refusal refusal) {
      findings.differs(
          name,
          row.consent().isPresent() ? "consent" : "actor",
          "what the directory of then allows",
          refusal.reason().code() + ": " + refusal.getMessage());
      return Optional.empty();
    }
    for (HopLaw.Breach breach : law.breaches()) {
      findings.differs(name, breach.field(), "what the exchange grants", breach.reason().code());
    }
    certificates(law.ceilings(), granted);
    if (!hop.holder().key().isBearer() && !law.isBoundToRegisteredKey()) {
      findings.unknown(
          name,
          "actor_key",
          "it is no registered key of \""
              + hop.holder().agent()
              + "\", so it was proved when the token was asked for, and that is not kept");
    }
    return Optional.of(minted);
  }

  private HopLaw.Minted minted(
      Rights granted, Optional<Rights> userToken, Optional<Rights> consent) {
    List<Hop> before = lineage.chain().hops().subList(0, lineage.number());
    return new HopLaw.Minted(
        parent.map(p -> new HopLaw.Parent(before, lineage.chain().rightsAfter(p.number()))),
        row.delegator(),
        new KnownUser(
            new User(row.userIssuer(), row.userSubject()),
            new TreeSet<>(row.userGroups()),
            new TreeSet<>(row.userRoles())),
        hop,
        granted,
        userToken,
        consent,
        row.purpose());
  }

  /** What the parent's holder consented to, if the new holder asked for itself. */
  private Optional<Rights> consented(Directory directory) throws Refusal {
    if (row.consent().isEmpty() || parent.isEmpty()) {
      return Optional.empty();
    }
    Optional<Agent> holder = directory.agent(parent.get().holder().agent());
    if (holder.isEmpty()) {
      return Optional.empty();
    }
    Consent consent = verified(new Credential(row.consent().get()), holder.get());
    findings.same(name, "consent", hop.holder().agent(), consent.agent());
    findings.same(name, "consent", hop.holder().key(), consent.key());
    findings.unknown(
        name, "consent", "whether it was given for the token before, whose secret is not kept");
    return Optional.of(consent.rights());
  }

  /** It was taken within the second that the hop was issued in. */
  private Consent verified(Credential consent, Agent holder) throws Refusal {
    Instant issuedAt = hop.issuedAt();
    try {
      return consents.verify(consent, holder, parent.orElseThrow().holder().key(), issuedAt);
    } catch (Refusal early) {
      Instant within = issuedAt.plus(LESS_THAN_A_SECOND);
      return consents.verify(consent, holder, parent.orElseThrow().holder().key(), within);
    }
  }

  private void certificates(Map<String, Rights> ceilings, Rights granted) {
    SortedMap<String, Certificate> certificates;
    try {
      certificates = CertificateJson.read(row.certificate());
    } catch (Refusal refusal) {
      findings.differs(name, "certificate", "certificates", refusal.getMessage());
      return;
    }
    findings.same(name, "certificate", CertificateJson.write(certificates), row.certificate());
    findings.same(name, "certificate", new TreeSet<>(ceilings.keySet()), certificates.keySet());
    certificates.forEach(
        (word, certificate) -> {
          Rights ceiling = ceilings.get(word);
          if (ceiling != null && !CertificateChecker.proves(certificate, granted, ceiling)) {
            findings.differs(
                name,
                "certificate",
                "a proof that the rights lie within the ceiling \"" + word + "\"",
                row.certificate());
          }
        });
  }

  /** Rights as they were written, in the one form in which they are. */
  private Optional<Rights> rights(String field, String json) {
    try {
      Rights rights = RightsJson.read(json);
      findings.same(name, field, RightsJson.write(rights), json);
      return Optional.of(rights);
    } catch (Refusal refusal) {
      findings.differs(
          name, field, "rights", refusal.reason().code() + ": " + refusal.getMessage());
      return Optional.empty();
    }
  }
}
