package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.directory.DirectoryReader;
import io.deputy.issuer.keys.IssuerKeys;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What all chains rest on, as the record has it and as the auditor's keys have it. Safe for any
 * number of threads.
 */
final class Grounds {
  /** Versions of the directory that are kept read: as many as chains of one time rest on. */
  private static final int DIRECTORIES = 32;

  private final TrustedKeys pinned;
  private final TrustedKeys everTrusted;
  private final List<KeyEntry> keys;
  private final List<DirectoryEntry> history;
  private final Archive archive;
  private final Map<Bytes, Version> read =
      Collections.synchronizedMap(
          new LinkedHashMap<>(DIRECTORIES, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Bytes, Version> eldest) {
              return size() > DIRECTORIES;
            }
          });

  /**
   * A version of the directory, or why there is none.
   *
   * @param directory the version
   * @param finding what is wrong with its row
   */
  record Version(Optional<Directory> directory, Optional<Finding> finding) {
    Version {
      Objects.requireNonNull(directory);
      Objects.requireNonNull(finding);
    }
  }

  private Grounds(
      TrustedKeys pinned, List<KeyEntry> keys, List<DirectoryEntry> history, Archive archive) {
    this.pinned = pinned;
    this.keys = List.copyOf(keys);
    this.history = List.copyOf(history);
    this.archive = archive;
    this.everTrusted = new TrustedKeys(pinned.keys().stream().map(this::beforeCompromise).toList());
  }

  /**
   * @param pinned the issuer's public keys, which the auditor has from elsewhere
   */
  static Grounds read(TrustedKeys pinned, Archive archive) throws Refusal {
    return new Grounds(pinned, archive.keys(), archive.directories(), archive);
  }

  /** The auditor's keys. */
  TrustedKeys pinned() {
    return pinned;
  }

  List<KeyEntry> keys() {
    return keys;
  }

  List<DirectoryEntry> history() {
    return history;
  }

  /** The keys, each as before it was compromised: when that was is compared apart. */
  TrustedKeys everTrusted() {
    return everTrusted;
  }

  private TrustedKey beforeCompromise(TrustedKey key) {
    Optional<Instant> retiredAt =
        key.retiredAt().or(() -> event(key.number(), "retired").map(KeyEntry::at));
    return new TrustedKey(
        key.number(),
        key.role(),
        retiredAt.isPresent() ? State.RETIRED : State.ACTIVE,
        retiredAt,
        key.issuer(),
        key.key());
  }

  /**
   * The keys as a bundle of a time had them: those that were there, whichever clock says so, and
   * compromised once every instance must have heard of it.
   */
  TrustedKeys keysAt(Instant time) {
    return new TrustedKeys(
        everTrusted.keys().stream()
            .filter(
                k ->
                    event(k.number(), "active")
                        .filter(e -> e.at().isAfter(time.plus(HopReplay.CLOCKS_APART)))
                        .isEmpty())
            .map(k -> isCompromised(k.number(), time) ? compromised(k) : k)
            .toList());
  }

  private boolean isCompromised(int number, Instant time) {
    return event(number, "compromised")
        .filter(e -> e.at().plus(IssuerKeys.STALE_AFTER).isBefore(time))
        .isPresent();
  }

  private static TrustedKey compromised(TrustedKey key) {
    return new TrustedKey(key.number(), key.role(), State.COMPROMISED, key.issuer(), key.key());
  }

  Optional<KeyEntry> event(int number, String state) {
    return keys.stream().filter(k -> k.number() == number && k.state().equals(state)).findFirst();
  }

  /** The number of an attestation key, if it is one that the auditor knows. */
  Optional<Integer> attestationNumber(PublicKey key) {
    return pinned.keys().stream()
        .filter(k -> k.role() == Role.ATTESTATION && k.key().equals(key))
        .map(TrustedKey::number)
        .findFirst();
  }

  /**
   * Whether a key could sign what was issued then. An issuer may not hear for {@link
   * IssuerKeys#STALE_AFTER} that a key is compromised, and after that it does not sign.
   */
  void checkKey(Row row, String field, int number, Instant issuedAt, Findings findings) {
    Optional<KeyEntry> made = event(number, "active");
    if (made.isEmpty()) {
      if (event(number, "retired").isEmpty()) {
        findings.missing(
            new Row("key_event", number + " active"), row.describe() + " is signed with it");
      }
    } else if (made.get().at().isAfter(issuedAt)) {
      findings.differs(
          row,
          field,
          "a key that was there at " + issuedAt,
          "key " + number + ", made at " + made.get().at());
    }
    if (isCompromised(number, issuedAt)) {
      findings.differs(
          row,
          field,
          "a key that could be trusted at " + issuedAt,
          "key " + number + ", compromised since " + event(number, "compromised").get().at());
    }
  }

  /** The version of the directory that was in force at a time; none before the first. */
  Optional<DirectoryEntry> inForce(Instant time) {
    Optional<DirectoryEntry> last = Optional.empty();
    for (DirectoryEntry entry : history) {
      if (!entry.inForceFrom().isAfter(time)) {
        last = Optional.of(entry);
      }
    }
    return last;
  }

  /** The version of the directory of this digest. */
  Version directory(Bytes digest) throws Refusal {
    Version known = read.get(digest);
    if (known == null) {
      known = readDirectory(digest);
      read.put(digest, known);
    }
    return known;
  }

  private Version readDirectory(Bytes digest) throws Refusal {
    Row row = new Row("directory_version", digest.toHex());
    Optional<String> content = archive.directory(digest);
    if (content.isEmpty()) {
      return wrong(new Finding.Missing(row, "rows rest on it"));
    }
    try {
      // Whether keys are labelled as development keys was a matter of then.
      Directory directory = new DirectoryReader(true).readCanonical(content.get());
      if (!directory.digest().equals(digest)) {
        return wrong(
            new Finding.Differs(row, "content", digest.toHex(), directory.digest().toHex()));
      }
      return new Version(Optional.of(directory), Optional.empty());
    } catch (DirectoryInvalid e) {
      return wrong(new Finding.Differs(row, "content", "a directory", e.getMessage()));
    }
  }

  private static Version wrong(Finding finding) {
    return new Version(Optional.empty(), Optional.of(finding));
  }
}
