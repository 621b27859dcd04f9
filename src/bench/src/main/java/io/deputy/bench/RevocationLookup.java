package io.deputy.bench;

import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How long it takes to find out that a token is not among what was revoked, and in what space. */
final class RevocationLookup {
  private static final int MILLIONS = 10;
  private static final int MILLION = 1_000_000;
  private static final int CHAINS = 1_000;
  private static final int ROUNDS = 3_000;

  private RevocationLookup() {}

  static void print(PrintStream out) throws Refusal {
    List<VerifiedChain> chains = new ArrayList<>();
    for (int i = 0; i < CHAINS; i++) {
      chains.add(Chains.first().chain());
    }
    long before = heap();
    Revocations few = Revocations.NONE.with(Chains.ISSUER, hops(1));
    Revocations many = few;
    for (int i = 0; i < MILLIONS; i++) {
      many = many.with(Chains.ISSUER, hops(MILLION));
    }
    long after = heap();
    Revocations.Size size = many.size(Chains.ISSUER);
    out.printf("%nrevocations: a token of one hop is looked up by its chain and its hop%n");
    for (int i = 0; i < 2; i++) {
      lookUp(few, chains);
      lookUp(many, chains);
    }
    out.printf("%-24s %10.0f ns%n", "1 revoked", lookUp(few, chains));
    out.printf("%-24s %10.0f ns%n", size.entries() + " revoked", lookUp(many, chains));
    out.printf(
        "%-24s %10.1f bytes each; the heap grew by %d MB%n",
        "", size.bytes() / (double) size.entries(), (after - before) >> 20);
  }

  private static List<Revocation> hops(int count) {
    List<Revocation> hops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      hops.add(new Revocation.OfHop(new HopId(UUID.randomUUID())));
    }
    return hops;
  }

  /** Nanoseconds for one token. */
  private static double lookUp(Revocations revoked, List<VerifiedChain> chains) throws Refusal {
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      for (VerifiedChain chain : chains) {
        revoked.requireLive(chain);
      }
    }
    return (System.nanoTime() - start) / (double) ((long) ROUNDS * chains.size());
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
