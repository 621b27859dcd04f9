package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.log.LogKind;
import io.deputy.minting.keys.KeyManifest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the histories hold together: the keys are those that the auditor knows, every version of
 * the directory is there and was in force after the one before, and nothing is missing between two
 * numbers. That a last row was taken away with all its traces, only a log can tell.
 */
final class HistoriesReplay {
  /** Revocations that are compared with the log at once. */
  private static final int PAGE = 1_000;

  private final Grounds grounds;
  private final Findings findings = new Findings();

  private HistoriesReplay(Grounds grounds) {
    this.grounds = grounds;
  }

  static Report run(Grounds grounds, Archive archive) throws Refusal {
    HistoriesReplay replay = new HistoriesReplay(grounds);
    grounds.pinned().keys().forEach(replay::key);
    grounds.keys().forEach(replay::event);
    replay.directories();
    archive.irregular().forEach(replay.findings::add);
    replay.log(archive.log(), archive);
    return new Report(new Subject.OfHistories(), 0, 0, replay.findings.all(), List.of());
  }

  /** Columns of which no other row speaks, such as who changed the directory, stand in the log. */
  private void log(LogArchive log, Archive archive) throws Refusal {
    compare(
        log,
        LogKind.KEY_EVENT,
        grounds.keys().stream().map(k -> k.number() + "/" + k.state()).toList());
    compare(
        log,
        LogKind.DIRECTORY_HISTORY,
        grounds.history().stream().map(d -> Long.toString(d.version())).toList());
    compare(
        log,
        LogKind.DIRECTORY_VERSION,
        grounds.history().stream().map(d -> d.digest().toHex()).distinct().toList());
    List<Long> cursors = archive.cursors(0, PAGE);
    while (!cursors.isEmpty()) {
      compare(log, LogKind.REVOCATION, cursors.stream().map(c -> Long.toString(c)).toList());
      cursors = archive.cursors(cursors.get(cursors.size() - 1), PAGE);
    }
    log.leavesWithoutRows().forEach(findings::add);
    List<TombstoneEntry> tombstones = archive.tombstones();
    TombstoneReplay.run(grounds.pinned(), tombstones, findings);
    compare(
        log, LogKind.TOMBSTONE, tombstones.stream().map(t -> Long.toString(t.number())).toList());
  }

  private void compare(LogArchive log, LogKind kind, List<String> keys) throws Refusal {
    log.logged(kind, keys).stream()
        .flatMap(logged -> logged.difference().stream())
        .forEach(findings::add);
  }

  /** What the auditor knows of a key stands in the record. */
  private void key(TrustedKey key) {
    String state = word(key.state());
    Optional<KeyEntry> event = grounds.event(key.number(), state);
    if (event.isEmpty()) {
      findings.missing(
          new Row("key_event", key.number() + " " + state), "the issuer's keys have it");
    } else if (key.retiredAt().isPresent()) {
      findings.same(event.get().row(), "at", key.retiredAt().get(), event.get().at());
    }
    if (grounds.event(key.number(), "active").isEmpty()
        && grounds.event(key.number(), "retired").isEmpty()
        && key.state() != TrustedKey.State.COMPROMISED) {
      findings.missing(new Row("key_event", key.number() + " active"), "the key was made");
    }
  }

  /** What the record says of a key is what the auditor knows of it. */
  private void event(KeyEntry event) {
    boolean published = event.role().equals("root") || event.role().equals("attestation");
    Optional<TrustedKey> known =
        grounds.pinned().keys().stream().filter(k -> k.number() == event.number()).findFirst();
    if (known.isPresent()) {
      findings.same(event.row(), "role", word(known.get().role()), event.role());
      findings.same(
          event.row(), "public_key", KeyManifest.publicText(known.get().key()), event.publicKey());
      boolean ahead = !event.state().equals("active") && further(event, known.get());
      if (ahead) {
        findings.differs(
            event.row(),
            "state",
            word(known.get().state()) + ", as the keys have it",
            event.state());
      }
    } else if (published) {
      findings.differs(
          event.row(), "number", "a key that the issuer published", "one that it did not");
    }
    if (event.state().equals("active") && event.recordedAt().isBefore(event.at())) {
      findings.differs(
          event.row(),
          "recorded_at",
          "after " + event.at() + ", when the key was made",
          event.recordedAt().toString());
    }
  }

  private static boolean further(KeyEntry event, TrustedKey known) {
    return TrustedKey.State.valueOf(event.state().toUpperCase(Locale.ROOT)).compareTo(known.state())
        > 0;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void directories() throws Refusal {
    long expected = 1;
    Instant before = Instant.MIN;
    for (DirectoryEntry entry : grounds.history()) {
      for (; expected < entry.version(); expected++) {
        findings.missing(
            new Row("directory_history", Long.toString(expected)), "a later version is there");
      }
      expected = entry.version() + 1;
      if (entry.inForceFrom().isBefore(before)) {
        findings.differs(
            entry.row(),
            "in_force_from",
            "after " + before + ", when the version before was put into force",
            entry.inForceFrom().toString());
      }
      before = entry.inForceFrom();
      grounds.directory(entry.digest()).finding().ifPresent(findings::add);
    }
  }
}
