package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.log.Checkpoint;
import io.deputy.log.Frontier;
import io.deputy.log.LogEntry;
import io.deputy.log.Subtree;
import io.deputy.log.Tile;
import io.deputy.log.TreeHead;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the transparency log is what its keys signed: the whole tree is made again of its leaves,
 * and every root on record, every checkpoint and every checkpoint that somebody kept must be that
 * of so many leaves. Holds a page of leaves at a time, however long the log is.
 */
final class LogReplay {
  /** Leaves that are read at once: four full tiles, some hundred kilobytes. */
  private static final int PAGE = 4 * Tile.WIDTH;

  /** Of tiles: above it are no leaves that 64 bits count. */
  private static final int MAX_LEVEL = 7;

  /** Findings that are kept; one changed leaf has every later root against it. */
  private static final int TOLD = 100;

  private final LogTrust trust;
  private final LogArchive log;
  private final Findings findings = new Findings();
  private final Map<Long, Bytes> roots = new HashMap<>();
  private Frontier frontier = Frontier.EMPTY;
  private long previous;
  private boolean headsAgree = true;
  private boolean checkpointsAgree = true;
  private long agreed;

  private LogReplay(LogTrust trust, LogArchive log) {
    this.trust = trust;
    this.log = log;
  }

  static Report run(LogTrust trust, LogArchive log) throws Refusal {
    LogReplay replay = new LogReplay(trust, log);
    if (replay.takeAll()) {
      replay.end();
    }
    List<Finding> told = replay.findings.all().stream().limit(TOLD).toList();
    return new Report(new Subject.OfLog(), 0, 0, told, List.of());
  }

  /** Takes every leaf; false if one is missing, so that nothing after it can be compared. */
  private boolean takeAll() throws Refusal {
    while (true) {
      List<LeafEntry> page = log.leaves(frontier.size(), PAGE);
      if (!page.isEmpty()) {
        if (!take(page)) {
          return false;
        }
      } else {
        List<HeadEntry> ahead = log.heads(frontier.size(), 1);
        // A head is committed with its leaves: if there is one by now, they are there, too.
        if (ahead.isEmpty() || log.leaves(frontier.size(), 1).isEmpty()) {
          ahead.forEach(head -> missing(head.size() - 1, head.row().describe() + " is there"));
          return ahead.isEmpty();
        }
      }
    }
  }

  private boolean take(List<LeafEntry> page) throws Refusal {
    long from = frontier.size();
    long to = from + page.size();
    List<HeadEntry> heads =
        log.heads(from, page.size()).stream().filter(h -> h.size() <= to).toList();
    List<CheckpointEntry> checkpoints = log.checkpoints(from, to);
    Set<Long> wanted = new HashSet<>();
    heads.forEach(head -> wanted.add(head.size()));
    checkpoints.forEach(checkpoint -> wanted.add(checkpoint.size()));
    trust.saved().forEach(saved -> wanted.add(saved.checkpoint().head().size()));
    Map<Integer, Map<Long, Bytes>> full = new TreeMap<>();
    roots.clear();
    for (LeafEntry leaf : page) {
      if (leaf.index() != frontier.size()) {
        missing(leaf.index() - 1, "leaf " + leaf.index() + " is there");
        return false;
      }
      Bytes hash = named(leaf);
      frontier = frontier.with(hash, subtree -> keep(subtree, full));
      if (wanted.contains(frontier.size())) {
        roots.put(frontier.size(), frontier.head().root());
      }
    }
    for (Map.Entry<Integer, Map<Long, Bytes>> level : full.entrySet()) {
      subtrees(level.getKey(), level.getValue());
    }
    heads.forEach(this::head);
    checkpoints.forEach(this::checkpoint);
    trust.saved().forEach(this::saved);
    return true;
  }

  private void missing(long last, String why) {
    long first = frontier.size();
    findings.missing(new Row("log_leaf", first == last ? "" + first : first + " to " + last), why);
  }

  /** The hash of a leaf; its columns must name the row that its entry is about. */
  private Bytes named(LeafEntry leaf) {
    Optional<LogEntry> entry = LogEntry.parse(leaf.entry());
    if (entry.isEmpty()) {
      findings.unknown(leaf.row(), "entry", "it is of no kind or version that is known here");
      return LogTrust.leafHash(leaf.entry());
    }
    findings.same(leaf.row(), "kind", entry.get().kind().word(), leaf.kind());
    findings.same(leaf.row(), "key", entry.get().key(), leaf.key());
    return entry.get().leafHash();
  }

  private static void keep(Subtree subtree, Map<Integer, Map<Long, Bytes>> full) {
    if (subtree.level() > 0) {
      full.computeIfAbsent(subtree.level(), level -> new TreeMap<>())
          .put(subtree.index(), subtree.hash());
    }
  }

  private void subtrees(int level, Map<Long, Bytes> full) throws Refusal {
    long first = full.keySet().iterator().next();
    List<Bytes> found = log.hashes(level, first, full.size());
    if (found.size() != full.size()) {
      findings.missing(
          new Row("log_subtree", level + "/" + first + " and " + (full.size() - 1) + " after it"),
          "their leaves are there");
      return;
    }
    full.forEach(
        (index, hash) ->
            findings.same(
                new Row("log_subtree", level + "/" + index),
                "hash",
                hash.toHex(),
                found.get((int) (index - first)).toHex()));
  }

  private void head(HeadEntry head) {
    findings.same(
        head.row(),
        "previous",
        previous == 0 ? Optional.empty() : Optional.of(previous),
        head.previous());
    previous = head.size();
    String root = roots.get(head.size()).toHex();
    if (headsAgree && !root.equals(head.root().toHex())) {
      headsAgree = false;
      findings.differs(head.row(), "root", root + ", as its leaves have it", head.root().toHex());
    }
  }

  private void checkpoint(CheckpointEntry entry) {
    if (!trust.hasKeys()) {
      return; // Told once, at the end.
    }
    Optional<TreeHead> signed = signed(entry, trust, findings).map(Checkpoint::head);
    if (signed.isPresent() && checkpointsAgree) {
      String root = roots.get(entry.size()).toHex();
      checkpointsAgree = root.equals(signed.get().root().toHex());
      if (!checkpointsAgree) {
        findings.differs(
            entry.row(),
            "note",
            "of the root " + root + ", as the leaves have it",
            "of the root " + signed.get().root().toHex());
      }
    }
  }

  /** What a checkpoint says, if the key that its row names signed it, and of that size. */
  static Optional<Checkpoint> signed(CheckpointEntry entry, LogTrust trust, Findings findings) {
    try {
      Checkpoint signed = trust.open(entry);
      findings.same(entry.row(), "size", signed.head().size(), entry.size());
      return signed.head().size() == entry.size() ? Optional.of(signed) : Optional.empty();
    } catch (Refusal refusal) {
      findings.differs(
          entry.row(),
          "note",
          "signed by the key " + entry.key(),
          refusal.reason().code() + ": " + refusal.getMessage());
      return Optional.empty();
    }
  }

  private void saved(LogTrust.Saved saved) {
    TreeHead head = saved.checkpoint().head();
    Bytes root = roots.get(head.size());
    if (root == null) {
      return; // Not reached yet, or seen to before.
    }
    if (root.equals(head.root())) {
      agreed = Math.max(agreed, head.size());
    } else {
      findings.differs(
          new Row("log_leaf", agreed + " to " + (head.size() - 1)),
          "entry",
          "such as give the root " + head.root().toHex() + ", which " + saved.name() + " has",
          "others, with the root " + root.toHex());
    }
  }

  private void end() throws Refusal {
    for (LogTrust.Saved saved : trust.saved()) {
      long size = saved.checkpoint().head().size();
      if (size > frontier.size()) {
        missing(size - 1, saved.name() + " has " + size + " leaves");
      }
    }
    if (previous != frontier.size()) {
      findings.missing(new Row("log_head", "" + frontier.size()), "its leaves are there");
    }
    for (int level = 1; level <= MAX_LEVEL; level++) {
      long next = frontier.size() >> (level * Tile.HEIGHT);
      if (!log.hashes(level, next, 1).isEmpty() && log.leaves(frontier.size(), 1).isEmpty()) {
        findings.add(
            new Finding.Duplicate(
                new Row("log_subtree", level + "/" + next), "its leaves are not there"));
      }
    }
    if (frontier.size() == 0) {
      return;
    }
    Optional<CheckpointEntry> newest = log.newest(trust.compromised());
    Row row = new Row("log_checkpoint", "of " + frontier.size() + " leaves or fewer");
    if (!trust.hasKeys()) {
      findings.unknown(row, "note", "no key of the role log is among the given ones");
    } else if (newest.isEmpty()) {
      findings.missing(row, "the log has leaves");
    }
  }
}
