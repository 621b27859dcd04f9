package io.deputy.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Prints the sizes of tokens, and then how long verifying, deciding and minting them takes, beside
 * what other libraries take for the same bytes.
 */
public final class Main {
  private static final int FORKS = 1;
  private static final int ITERATIONS = 5;
  private static final TimeValue EACH = new TimeValue(1, TimeUnit.SECONDS);

  private Main() {}

  /**
   * Runs all, or the benchmarks whose name contains the one argument.
   *
   * @param args at most one: part of a benchmark's name
   */
  public static void main(String[] args) throws Exception {
    System.out.println("load average at the start: " + Load.average());
    Sizes.print(System.out);
    Options options =
        new OptionsBuilder()
            .include(args.length == 0 ? "io.deputy.bench" : args[0])
            .forks(FORKS)
            .warmupIterations(ITERATIONS)
            .warmupTime(EACH)
            .measurementIterations(ITERATIONS)
            .measurementTime(EACH)
            .build();
    new Runner(options).run();
    if (args.length == 0 || BiscuitWasmPeer.NAME.contains(args[0])) {
      BiscuitWasmPeer.print(System.out);
    }
    System.out.println("load average at the end: " + Load.average());
  }
}
