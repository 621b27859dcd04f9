package io.deputy.bench;

import io.deputy.capability.Rights;
import io.deputy.minting.HopTerms;
import io.deputy.minting.Minted;
import java.io.PrintStream;
import java.util.List;
import java.util.TreeSet;

/** How many bytes a typical grant and each kind of hop take. */
final class Sizes {
  private Sizes() {}

  static void print(PrintStream out) throws Exception {
    Minted first = Chains.first();
    out.printf("%nbytes of a typical grant: five capabilities, two with argument constraints%n");
    out.printf("%-40s %6d%n", "authority, whole token", size(first));
    out.printf("%-40s %6d%n", "hop, unchanged", size(Chains.unchanged(first)) - size(first));
    Rights selected = new Rights(Chains.TYPICAL.capabilities().subList(0, 2));
    out.printf(
        "%-40s %6d%n", "hop, selected", size(next(first, Chains.terms(selected))) - size(first));
    HopTerms same = Chains.terms(selected);
    out.printf(
        "%-40s %6d%n",
        "hop, selected, narrower audience",
        size(
                next(
                    first,
                    new HopTerms(
                        same.id(),
                        same.holder(),
                        same.issuedAt(),
                        same.expiresAt(),
                        new TreeSet<>(List.of("mcp-gateway")),
                        same.maxDepth(),
                        selected)))
            - size(first));
    out.printf(
        "%-40s %6d%n",
        "hop, one constraint tightened",
        size(next(first, Chains.terms(new Rights(List.of(Chains.GET_FILE_OF_SITE)))))
            - size(first));
    out.printf(
        "%-40s %6d%n",
        "hops 0 to 7, characters of text",
        Chains.ofHops(8).token().expose().toBase64Url().length());
  }

  private static Minted next(Minted parent, HopTerms terms) throws Exception {
    return Chains.MINTER.next(parent.chain(), terms);
  }

  private static int size(Minted minted) {
    return minted.token().expose().size();
  }
}
