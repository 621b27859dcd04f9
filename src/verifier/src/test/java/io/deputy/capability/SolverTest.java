package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.z3.Context;
import com.microsoft.z3.Params;
import com.microsoft.z3.Solver;
import com.microsoft.z3.Status;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import org.opentest4j.TestAbortedException;

/**
 * An SMT solver (Z3) is asked whether some request is admitted by the child and not by the parent,
 * in an encoding of its own ({@link SolverRequest}), and must say what {@link Rights#within} says.
 *
 * <p>{@code -Plong} asks about more pairs. Each run prints its seed; {@code -Dtrials.seed=…} runs
 * it again. Where Z3 does not run, the test is skipped, but not in continuous integration.
 */
class SolverTest {
  private static final int PAIRS = Integer.getInteger("trials.solver", 150);
  private static final long SEED = Long.getLong("trials.seed", 20_261_124L);
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int PROGRESS = 500;
  private static final int SHRINKS = 300;

  @Example
  void theSolverAgrees() {
    requireSolver();
    System.out.printf("SolverTest: %d pairs, -Dtrials.seed=%d%n", PAIRS, SEED);
    Random random = new Random(SEED);
    RandomGenerator<List<Rights>> pairs = Vocabulary.relatives().generator(1000);
    int within = 0;
    int exceeds = 0;
    int coveredBySeveral = 0;
    int inconclusive = 0;
    for (int i = 1; i <= PAIRS; i++) {
      Shrinkable<List<Rights>> pair = pairs.next(random);
      Rights child = pair.value().get(0);
      Rights parent = pair.value().get(1);
      Containment answer = child.within(parent);
      Optional<Boolean> separated = separated(child, parent);
      if (separated.isEmpty()) {
        inconclusive++;
      } else if (!agree(answer, separated.get())) {
        throw new AssertionError("solver and search disagree on " + shrunk(pair).value());
      } else if (separated.get()) {
        exceeds++;
      } else {
        within++;
        coveredBySeveral += hasSplit(answer) ? 1 : 0;
      }
      if (i % PROGRESS == 0) {
        System.out.printf("SolverTest: %d pairs%n", i);
      }
    }
    System.out.printf(
        "SolverTest: within %d (%d of them by several together), exceeds %d, inconclusive %d%n",
        within, coveredBySeveral, exceeds, inconclusive);
    assertThat(inconclusive).isLessThanOrEqualTo(PAIRS / 10);
    assertThat(within).isGreaterThan(PAIRS / 10);
    assertThat(exceeds).isGreaterThan(PAIRS / 10);
    assertThat(coveredBySeveral).isGreaterThan(PAIRS / 100);
  }

  private static boolean agree(Containment answer, boolean separated) {
    return separated ? answer instanceof Containment.Exceeds : answer instanceof Containment.Within;
  }

  private static boolean hasSplit(Containment answer) {
    return answer instanceof Containment.Within within
        && within.certificate().covers().stream().anyMatch(Certificate.Split.class::isInstance);
  }

  /** A smaller pair on which they disagree, as far as a few attempts lead. */
  private static Shrinkable<List<Rights>> shrunk(Shrinkable<List<Rights>> pair) {
    Shrinkable<List<Rights>> smallest = pair;
    int left = SHRINKS;
    boolean smaller = true;
    while (smaller && left > 0) {
      smaller = false;
      for (Shrinkable<List<Rights>> next : smallest.shrink().limit(left).toList()) {
        left--;
        Rights child = next.value().get(0);
        Rights parent = next.value().get(1);
        Containment answer = child.within(parent);
        if (separated(child, parent).filter(s -> !agree(answer, s)).isPresent()) {
          smallest = next;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  /** Whether some request is the child's and not the parent's; empty if the solver gave up. */
  @SuppressWarnings("unchecked") // A generic array that the solver makes.
  private static Optional<Boolean> separated(Rights child, Rights parent) {
    boolean unknown = false;
    for (Capability capability : child.capabilities()) {
      try (Context z = new Context()) {
        SolverRequest request = new SolverRequest(z, capability, parent);
        Solver solver = z.mkSolver();
        Params limits = z.mkParams();
        limits.add("timeout", TIMEOUT_MILLIS);
        solver.setParameters(limits);
        solver.add(request.separating());
        Status status = solver.check();
        if (status == Status.SATISFIABLE) {
          return Optional.of(true);
        }
        unknown |= status == Status.UNKNOWN;
      }
    }
    return unknown ? Optional.empty() : Optional.of(false);
  }

  private static void requireSolver() {
    try {
      new Context().close();
    } catch (LinkageError e) {
      if (Boolean.parseBoolean(System.getenv("CI"))) {
        throw new AssertionError("Z3 must run in continuous integration", e);
      }
      throw new TestAbortedException("skipped: Z3 does not run on this platform", e);
    }
  }
}
