package io.deputy.cli;

import io.deputy.Refusal;
import io.deputy.biscuit.DatalogPrinter;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import io.deputy.chain.Hop;
import io.deputy.chain.UnverifiedChain;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a token says, for people. What is not verified says so first and last. */
final class ChainText {
  private static final String CLAIMS = "NOT VERIFIED: these are claims";

  private final PrintStream out;
  private final Paint paint;

  ChainText(Console console) {
    this.out = console.out();
    this.paint = console.paint();
  }

  void print(UnverifiedChain chain, Standing standing) {
    out.println(banner(standing));
    out.println();
    field("issuer", Describe.escape(chain.issuer()));
    field(
        "user",
        Describe.escape(chain.user().subject()) + " of " + Describe.escape(chain.user().issuer()));
    field("chain", chain.id().toString());
    Rights before = chain.authorityRights();
    for (Hop hop : chain.hops()) {
      Rights after = chain.rightsAfter(hop.number());
      print(hop, before, after);
      before = after;
    }
    for (int i = 0; i < chain.biscuit().blocks().size(); i++) {
      printBlock(chain.biscuit().blocks().get(i), title(chain, i));
    }
    if (chain.biscuit().isSealed()) {
      out.println();
      out.println("sealed: it cannot be delegated further");
    }
    if (!(standing instanceof Standing.Verified)) {
      out.println();
      out.println(banner(standing));
    }
  }

  /** Says why something is not a delegation token. */
  void printRefusal(String what, Refusal refusal) {
    out.println(paint.bad(what + ": " + refusal.reason().code()));
    out.println("  " + Printable.line(refusal.getMessage()));
  }

  /** Shows the blocks of a Biscuit that is not a delegation token. */
  void printBlocks(UnverifiedBiscuit biscuit) {
    out.println(paint.warning(CLAIMS));
    for (int i = 0; i < biscuit.blocks().size(); i++) {
      printBlock(biscuit.blocks().get(i), "block " + i);
    }
  }

  private String banner(Standing standing) {
    if (standing instanceof Standing.Verified verified) {
      return paint.good("verified with root key " + verified.rootKey());
    }
    if (standing instanceof Standing.Failed failed) {
      return paint.bad(CLAIMS + " (" + failed.reason().code() + ")")
          + "\n  "
          + Printable.line(failed.detail());
    }
    return paint.warning(CLAIMS) + "; give --keys to check them";
  }

  private void print(Hop hop, Rights before, Rights after) {
    out.println();
    out.println(paint.bold("hop " + hop.number() + "  " + Describe.escape(hop.holder().agent())));
    field("hop id", hop.id().toString());
    field(
        "key",
        hop.holder().key().isBearer()
            ? paint.warning("none: whoever bears the token may use it")
            : hop.holder().key().toString());
    field("issued", hop.issuedAt().toString());
    field("expires", hop.expiresAt().toString());
    field("for", hop.audience().stream().map(Describe::escape).collect(Collectors.joining(", ")));
    field("depth", hop.number() + ", at most " + hop.maxDepth());
    fields("rights", RightsText.lines(after));
    if (hop.number() > 0) {
      fields("lost", RightsText.lost(before, after));
    }
  }

  private static String title(UnverifiedChain chain, int index) {
    if (chain.holderBlocks().contains(index)) {
      return "block " + index + "  added by a holder: it can only narrow, and proves nothing";
    }
    Optional<Hop> hop = chain.hops().stream().filter(h -> h.block() == index).findFirst();
    return "block " + index + hop.map(h -> "  hop " + h.number()).orElse("");
  }

  private void printBlock(SignedBlock block, String title) {
    out.println();
    out.println(paint.bold(title));
    Printable.lines(DatalogPrinter.block(block.block()))
        .lines()
        .forEach(line -> out.println("  " + paint.dim(line)));
  }

  private void fields(String name, List<String> lines) {
    String label = name;
    for (String line : lines) {
      field(label, line);
      label = "";
    }
  }

  private void field(String name, String value) {
    out.printf("  %-8s %s%n", name, value);
  }
}
