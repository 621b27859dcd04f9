package io.deputy.issuer.log;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.chain.TrustedKey;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.log.Checkpoint;
import io.deputy.log.LogKind;
import io.deputy.log.LogProof;
import io.deputy.log.MerkleTree;
import io.deputy.log.NoteKey;
import io.deputy.log.SignedNote;
import io.deputy.log.Tile;
import io.deputy.log.TreeHead;
import io.deputy.minting.Signer;
import io.deputy.minting.SignerUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The log of this issuer. What is given away was signed, and what is signed was committed before:
 * so whatever breaks off half-way, no two checkpoints of it contradict each other. Safe for any
 * number of threads, and of instances.
 */
public final class TransparencyLog {
  /** Leaves of one transaction: some tens of milliseconds, far from the limit of a statement. */
  static final int BATCH = 1_000;

  private final String origin;
  private final LogStore store;
  private final SignedBefore before;
  private final IssuerKeys keys;
  private final Clock clock;

  /**
   * @param issuer whose log it is, as it stands in its tokens
   */
  public TransparencyLog(
      String issuer, LogStore store, SignedBefore before, IssuerKeys keys, Clock clock) {
    this.origin = Checkpoint.origin(issuer);
    this.store = Objects.requireNonNull(store);
    this.before = Objects.requireNonNull(before);
    this.keys = Objects.requireNonNull(keys);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Takes up everything that waits, unless another instance does, and signs how far the log is.
   *
   * @throws Refusal {@code record_unavailable}, {@code signing_keys_unavailable}; {@code
   *     checkpoint_rolled_back} or {@code checkpoint_inconsistent} if the log in the database does
   *     not continue what was signed: then nothing is signed, by hand or by time
   * @throws IOException if what was signed cannot be kept; then it is not given away
   */
  public void advance() throws Refusal, IOException {
    while (store.integrate(BATCH) == BATCH) {
      sign();
    }
    sign();
  }

  private synchronized void sign() throws Refusal, IOException {
    TreeHead head = store.head();
    Signer signer = keys.current(clock.instant()).log();
    if (head.size() == 0 || store.isSigned(head.size(), signer.number())) {
      return;
    }
    Checkpoint next = new Checkpoint(origin, head);
    requireContinued(next);
    NoteKey key = new NoteKey(origin, signer.publicKey());
    String note;
    try {
      note = SignedNote.sign(next.text(), key, signer::sign).write();
    } catch (SignerUnavailable e) {
      throw new Refusal(Reason.SIGNING_KEYS_UNAVAILABLE, "the log cannot be signed now");
    }
    // First here: what others may have seen is never forgotten.
    before.keep(note);
    store.keep(head.size(), signer.number(), note);
  }

  /** Nothing that was signed before is taken back. */
  private void requireContinued(Checkpoint next) throws Refusal, IOException {
    MerkleTree tree = new MerkleTree(store, next.head().size());
    if (!tree.frontier().head().equals(next.head())) {
      throw new Refusal(
          Reason.CHECKPOINT_INCONSISTENT,
          "the log's entries do not give its root, so it was not signed; see whether somebody"
              + " changed the database");
    }
    Optional<String> known = before.read();
    if (known.isEmpty()) {
      known = store.newest(Set.of()).map(LogStore.Signed::note);
    }
    if (known.isPresent()) {
      Checkpoint last = Checkpoint.open(known.get(), keysOfEveryState());
      last.requireMayPrecede(next);
      last.requirePrecedes(next, tree.consistency(last.head().size()));
    }
  }

  /** It was signed by us, whatever became of the key. */
  private List<NoteKey> keysOfEveryState() {
    return logKeys().stream().map(k -> new NoteKey(origin, k.key())).toList();
  }

  private List<TrustedKey> logKeys() {
    return keys.published().keys().stream().filter(k -> k.role() == TrustedKey.Role.LOG).toList();
  }

  private Optional<LogStore.Signed> newest() throws Refusal {
    return store.newest(
        logKeys().stream()
            .filter(k -> k.state() == TrustedKey.State.COMPROMISED)
            .map(TrustedKey::number)
            .collect(Collectors.toSet()));
  }

  /** The newest checkpoint; none before the first, or while only compromised keys made some. */
  public Optional<String> checkpoint() throws Refusal {
    return newest().map(LogStore.Signed::note);
  }

  /** The content of a tile; empty unless all of it is under the newest checkpoint. */
  public Optional<Bytes> tile(Tile tile) throws Refusal {
    long size = newest().map(LogStore.Signed::size).orElse(0L);
    if (!tile.isIn(size)) {
      return Optional.empty();
    }
    return Optional.of(
        tile.level().isPresent()
            ? Tile.contentOfHashes(
                store.hashes(tile.level().getAsInt(), tile.first(), tile.width()))
            : Tile.contentOfEntries(store.entries(tile.first(), tile.width())));
  }

  /**
   * The proof that a hop is in the log.
   *
   * @throws Refusal {@code log_entry_unknown} if the newest checkpoint does not have it; {@code
   *     record_unavailable}
   */
  public LogProof proof(HopId hop) throws Refusal {
    Optional<LogStore.Signed> newest = newest();
    Optional<LogStore.Leaf> leaf = store.leaf(LogKind.HOP, hop.toString());
    if (newest.isEmpty() || leaf.isEmpty() || leaf.get().index() >= newest.get().size()) {
      throw new Refusal(
          Reason.LOG_ENTRY_UNKNOWN,
          "the log has no hop " + hop + " yet; if it was just issued, ask again in a second");
    }
    return new LogProof(
        leaf.get().entry(),
        leaf.get().index(),
        new MerkleTree(store, newest.get().size()).inclusion(leaf.get().index()),
        newest.get().note());
  }
}
