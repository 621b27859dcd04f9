package io.deputy.minting;

import io.deputy.Refusal;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.DatalogPrinter;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sorts pairs of verdicts into agreement, strictness that was decided on, and the rest. */
final class Differences {
  /** How often to ask again where the other library's answer depends on its hash tables. */
  private static final int TRIES = 30;

  /** How many differences are worth reading. */
  private static final int SHOWN = 5;

  /** The other library says nothing. */
  static final String INCONCLUSIVE = "the other library ran out of time";

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> unlisted = new ArrayList<>();

  void add(
      BiscuitWasm wasm,
      BiscuitWasm.Question question,
      OurVerdict ours,
      BiscuitWasm.Judgement theirs)
      throws IOException {
    String kind = kind(wasm, question, ours, theirs);
    counts.merge(kind, 1, Integer::sum);
    if (kind.startsWith("UNLISTED") && unlisted.size() < SHOWN) {
      unlisted.add(kind + "\n" + ours + "\n" + theirs + "\n" + shown(question));
    }
  }

  int count(String kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** Differences that nobody decided on. */
  List<String> undecidedOn() {
    return unlisted;
  }

  String report() {
    return counts.entrySet().stream()
        .map(e -> "%8d  %s".formatted(e.getValue(), e.getKey()))
        .collect(Collectors.joining("\n"));
  }

  private static String kind(
      BiscuitWasm wasm,
      BiscuitWasm.Question question,
      OurVerdict ours,
      BiscuitWasm.Judgement theirs)
      throws IOException {
    boolean theyRead = !theirs.stage().equals("container");
    boolean theyFail = theirs.verdict().startsWith(OurVerdict.ERROR);
    if (theirs.inconclusive()) {
      return INCONCLUSIVE;
    } else if (theirs.stage().equals("code")) {
      return "UNLISTED: the authorizer's text is not understood";
    } else if (ours.allowed() && !theirs.allowed()) {
      return dependsOnOrder(wasm, question, theirs)
          ? "the other library's answer depends on its hash tables"
          : "UNLISTED: we allow what it refuses";
    } else if (ours.read() && !theyRead) {
      return "UNLISTED: we read what it does not";
    } else if (!ours.read() && !theyRead) {
      return "both refuse the container";
    } else if (!ours.read()) {
      return stricter(ours, theirs);
    } else if (ours.isError()) {
      return theyFail ? "same: error" : error(wasm, question, ours, theirs);
    } else if (theyFail) {
      return "same: refused, though it calls it an error";
    } else if (ours.text().equals(theirs.verdict())) {
      return ours.allowed() ? "same: allowed" : "same: refused";
    }
    return rejectsMore(question, ours, theirs)
        ? "we are stricter: REJECT_ANY" + (theirs.allowed() ? ", it allows" : "")
        : "UNLISTED: other checks fail";
  }

  private static String error(
      BiscuitWasm wasm,
      BiscuitWasm.Question question,
      OurVerdict ours,
      BiscuitWasm.Judgement theirs)
      throws IOException {
    if (Strictness.of(ours.text()).isPresent()) {
      return stricter(ours, theirs);
    } else if (rejectsOnMany(question)) {
      return "we are stricter: REJECT_ANY, so more is evaluated";
    }
    // An error that only one fact leads to is not found by whoever stops at another first.
    return dependsOnOrder(wasm, question, theirs)
        ? "the other library's answer depends on its hash tables"
        : stricter(ours, theirs);
  }

  private static String stricter(OurVerdict ours, BiscuitWasm.Judgement theirs) {
    Optional<Strictness> strictness = Strictness.of(ours.text());
    return strictness
        .map(s -> "we are stricter: " + s + (theirs.allowed() ? ", it allows" : ""))
        .orElse("UNLISTED: " + ours.text() + (theirs.allowed() ? ", it allows" : ""));
  }

  /** Whether it answers otherwise when asked again: it looks at facts in no fixed order. */
  private static boolean dependsOnOrder(
      BiscuitWasm wasm, BiscuitWasm.Question question, BiscuitWasm.Judgement answer)
      throws IOException {
    wasm.judge(Collections.nCopies(TRIES, question));
    return wasm.judgements().stream().anyMatch(j -> !j.verdict().equals(answer.verdict()));
  }

  /**
   * {@code reject if a or b}: by the specification one match rejects; the reference asks that all
   * queries match. So all that fails there fails here, and what fails only here is such a check.
   */
  private static boolean rejectsMore(
      BiscuitWasm.Question question, OurVerdict ours, BiscuitWasm.Judgement theirs) {
    Set<String> onlyOurs = failed(ours.text());
    Set<String> onlyTheirs = failed(theirs.verdict());
    onlyOurs.removeAll(failed(theirs.verdict()));
    onlyTheirs.removeAll(failed(ours.text()));
    boolean samePolicy = ours.text().split("\\[", 2)[0].equals(theirs.verdict().split("\\[", 2)[0]);
    return samePolicy
        && onlyTheirs.isEmpty()
        && onlyOurs.stream().allMatch(place -> isRejectOfMany(checks(question).get(place)));
  }

  private static Set<String> failed(String verdict) {
    String list = verdict.substring(verdict.indexOf('[') + 1, verdict.indexOf(']'));
    return list.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(list.split(",")));
  }

  private static boolean rejectsOnMany(BiscuitWasm.Question question) {
    return checks(question).values().stream().anyMatch(Differences::isRejectOfMany);
  }

  private static boolean isRejectOfMany(Check check) {
    return check.kind() == Check.Kind.REJECT && check.queries().size() > 1;
  }

  /** Every check by its place: A0 the authorizer's first, 1.2 the third of block 1. */
  private static Map<String, Check> checks(BiscuitWasm.Question question) {
    Map<String, Check> checks = new TreeMap<>();
    try {
      for (Check check : DatalogParser.authorizer(question.code()).checks()) {
        checks.put("A" + checks.size(), check);
      }
      List<SignedBlock> blocks = UnverifiedBiscuit.parse(question.token()).blocks();
      for (int i = 0; i < blocks.size(); i++) {
        List<Check> inBlock = blocks.get(i).block().checks();
        for (int j = 0; j < inBlock.size(); j++) {
          checks.put(i + "." + j, inBlock.get(j));
        }
      }
    } catch (Refusal refusal) {
      throw new IllegalStateException(refusal);
    }
    return checks;
  }

  private static String shown(BiscuitWasm.Question question) {
    StringBuilder text = new StringBuilder(question.code());
    try {
      for (SignedBlock block : UnverifiedBiscuit.parse(question.token()).blocks()) {
        text.append("-- block, version ").append(block.block().version()).append('\n');
        text.append(DatalogPrinter.block(block.block()));
      }
    } catch (Refusal refusal) {
      text.append(refusal.getMessage());
    }
    return text.append('\n').append(question.token().toBase64Url()).toString();
  }
}
