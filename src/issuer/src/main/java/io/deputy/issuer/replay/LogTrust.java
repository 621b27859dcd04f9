package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.TreeHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an auditor has of the log from elsewhere than the record: the log's public keys, and
 * checkpoints that somebody kept.
 */
final class LogTrust {
  private final List<TrustedKey> keys;
  private final List<Saved> saved;

  /**
   * A checkpoint that somebody kept: the log must continue it.
   *
   * @param name where it is kept
   * @param checkpoint what it says
   */
  record Saved(String name, Checkpoint checkpoint) {
    Saved {
      Objects.requireNonNull(name);
      Objects.requireNonNull(checkpoint);
    }
  }

  private LogTrust(List<TrustedKey> keys, List<Saved> saved) {
    this.keys = List.copyOf(keys);
    this.saved = List.copyOf(saved);
  }

  /**
   * Opens what was kept.
   *
   * @param saved signed notes, by where they are kept
   * @throws Refusal {@code checkpoint_malformed}, {@code checkpoint_signature_invalid} if one of
   *     them is no checkpoint of this log, so that nothing can be said by it
   */
  static LogTrust of(TrustedKeys published, Map<String, String> saved) throws Refusal {
    List<TrustedKey> keys =
        published.keys().stream()
            .filter(k -> k.role() == TrustedKey.Role.LOG)
            .filter(k -> NoteKey.isName(Checkpoint.origin(k.issuer())))
            .toList();
    LogTrust trust = new LogTrust(keys, List.of());
    List<Saved> opened = new ArrayList<>();
    for (Map.Entry<String, String> one : saved.entrySet()) {
      try {
        // It was kept when it was given away, whatever became of the key since.
        opened.add(new Saved(one.getKey(), trust.openBySome(one.getValue())));
      } catch (Refusal refusal) {
        throw new Refusal(refusal.reason(), one.getKey() + ": " + refusal.getMessage());
      }
    }
    return new LogTrust(keys, opened);
  }

  /** Whether any key of the log is known, in whatever state. */
  boolean hasKeys() {
    return !keys.isEmpty();
  }

  /** Those that were kept, in the order of their names. */
  List<Saved> saved() {
    return saved;
  }

  /** Numbers of keys whose checkpoints are believed no more. */
  Set<Integer> compromised() {
    return keys.stream()
        .filter(k -> k.state() == TrustedKey.State.COMPROMISED)
        .map(TrustedKey::number)
        .collect(Collectors.toSet());
  }

  /**
   * Opens a checkpoint of the log, signed by a key of any state.
   *
   * @throws Refusal {@code checkpoint_malformed}, {@code checkpoint_signature_invalid}
   */
  Checkpoint openBySome(String note) throws Refusal {
    return Checkpoint.open(note, keys.stream().map(LogTrust::noteKey).toList());
  }

  /**
   * Opens a row that must be signed by the key that it names.
   *
   * @throws Refusal {@code checkpoint_malformed}, {@code checkpoint_signature_invalid}
   */
  Checkpoint open(CheckpointEntry entry) throws Refusal {
    return Checkpoint.open(
        entry.note(),
        keys.stream().filter(k -> k.number() == entry.key()).map(LogTrust::noteKey).toList());
  }

  /** The hash of a leaf with this entry, whatever that is. */
  static Bytes leafHash(String entry) {
    return TreeHash.leaf(Bytes.of(entry.getBytes(StandardCharsets.UTF_8)));
  }

  private static NoteKey noteKey(TrustedKey key) {
    return new NoteKey(Checkpoint.origin(key.issuer()), key.key());
  }
}
