package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.UnverifiedChain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The tokens of a chain, rebuilt from its rows and verified, each signature once: the longest
 * first, which prove those that they extend. Not for several threads.
 */
final class Lineages {
  private final Grounds grounds;
  private final Findings findings;
  private final Map<UUID, HopEntry> byId = new HashMap<>();
  private final Map<UUID, Lineage> proven = new HashMap<>();
  private final Map<UUID, Refusal> refused = new HashMap<>();
  private Optional<UnprovenChain> last = Optional.empty();

  /**
   * A row with its ancestors, verified.
   *
   * @param chain the blocks of the row and those before them, and maybe others after them
   * @param path the rows, from hop 0 to this one
   * @param from index of the row's first block
   * @param to index after its last block
   */
  record Lineage(UnprovenChain chain, List<HopEntry> path, int from, int to) {
    Lineage {
      path = List.copyOf(path);
    }

    HopEntry row() {
      return path.get(path.size() - 1);
    }

    int number() {
      return path.size() - 1;
    }
  }

  private Lineages(Grounds grounds, Findings findings) {
    this.grounds = grounds;
    this.findings = findings;
  }

  /** Those rows that verify, by id; what is wrong with the others is found. */
  static Map<UUID, Lineage> of(List<HopEntry> rows, Grounds grounds, Findings findings) {
    Lineages lineages = new Lineages(grounds, findings);
    rows.forEach(lineages::add);
    rows.stream()
        .sorted(Comparator.comparingInt(HopEntry::depth).reversed())
        .forEach(lineages::prove);
    rows.forEach(lineages::explain);
    return lineages.proven;
  }

  private void add(HopEntry row) {
    if (byId.put(row.id(), row) != null) {
      findings.add(new Finding.Duplicate(row.row(), "another row has its id"));
    }
  }

  private void prove(HopEntry row) {
    if (proven.containsKey(row.id())) {
      return;
    }
    List<HopEntry> path = path(row);
    if (path.isEmpty()) {
      return;
    }
    try {
      List<Bytes> blocks = path.stream().flatMap(r -> r.blocks().stream()).toList();
      UnprovenChain chain = verify(path.get(0), blocks);
      int from = 0;
      for (int i = 0; i < path.size(); i++) {
        int to = from + path.get(i).blocks().size();
        if (i < chain.hops().size() && chain.hops().get(i).block() == to - 1) {
          List<HopEntry> upTo = path.subList(0, i + 1);
          proven.putIfAbsent(path.get(i).id(), new Lineage(chain, upTo, from, to));
        }
        from = to;
      }
    } catch (Refusal refusal) {
      refused.put(row.id(), refusal);
    }
  }

  /** The rows from hop 0 to this one; none if one is missing. */
  private List<HopEntry> path(HopEntry row) {
    List<HopEntry> path = new ArrayList<>();
    Set<UUID> seen = new HashSet<>();
    Optional<HopEntry> at = Optional.of(row);
    while (at.isPresent()) {
      if (!seen.add(at.get().id()) || at.get().blocks().isEmpty()) {
        return List.of();
      }
      path.add(0, at.get());
      if (at.get().parent().isEmpty()) {
        return path;
      }
      at = at.get().parent().map(byId::get);
    }
    return List.of();
  }

  private UnprovenChain verify(HopEntry first, List<Bytes> blocks) throws Refusal {
    try {
      return verify(first.rootKey(), blocks);
    } catch (Refusal refusal) {
      for (TrustedKey key : grounds.everTrusted().keys()) {
        Optional<UnprovenChain> other = tried(key.number(), first.rootKey(), blocks);
        if (other.isPresent()) {
          findings.same(first.row(), "root_key", key.number(), first.rootKey());
          return other.get();
        }
      }
      throw refusal;
    }
  }

  private Optional<UnprovenChain> tried(int number, int said, List<Bytes> blocks) {
    if (number == said || grounds.everTrusted().root(number).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(verify(number, blocks));
    } catch (Refusal another) {
      return Optional.empty();
    }
  }

  private UnprovenChain verify(int rootKey, List<Bytes> blocks) throws Refusal {
    UnprovenChain chain =
        UnverifiedChain.ofBlocks(Integer.toUnsignedLong(rootKey), blocks)
            .verifyBlocks(grounds.everTrusted(), last);
    last = Optional.of(chain);
    return chain;
  }

  /** Says what is wrong with a row that does not verify, unless that lies with one before it. */
  private void explain(HopEntry row) {
    if (proven.containsKey(row.id())) {
      return;
    }
    Optional<UUID> parent = row.parent();
    if (parent.isPresent() && !byId.containsKey(parent.get())) {
      findings.missing(
          new Row("hop", parent.get().toString()), row.row().describe() + " extends it");
    } else if (parent.isPresent() && !proven.containsKey(parent.get())) {
      findings.unknown(row.row(), "blocks", "those that they follow do not verify");
    } else {
      Refusal refusal = refused.get(row.id());
      findings.differs(
          row.row(),
          "blocks",
          "signed blocks that end in the hop of the row",
          refusal == null ? "others" : refusal.reason().code() + ": " + refusal.getMessage());
    }
  }
}
