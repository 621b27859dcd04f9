package io.deputy.bench;

import io.deputy.capability.Capability;
import io.deputy.capability.Capability.OtherArguments;
import io.deputy.capability.Certificate;
import io.deputy.capability.CertificateChecker;
import io.deputy.capability.Constraint;
import io.deputy.capability.Containment;
import io.deputy.capability.Pointer;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Whether rights lie within others: five capabilities within five, each tightened as a hop would;
 * the same where each needs two of the parent's; and a question that ends at the budget of steps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RightsBench {
  private static final int CAPABILITIES = 5;

  /** Eight pigeons into seven holes: long to show by cases. */
  private static final int HOLES = 7;

  private Rights parent;
  private Rights child;
  private Rights divided;
  private Rights pigeons;
  private Rights holes;
  private Certificate certificate;
  private Certificate splitting;

  /** Makes the rights, and the certificates to check. */
  @Setup
  public void make() {
    parent = rights(i -> Stream.of(tool(i, new Constraint.Prefix("acme/"))));
    child = rights(i -> Stream.of(tool(i, new Constraint.Prefix("acme/web-"))));
    divided =
        rights(
            i ->
                Stream.of(
                    tool(i, text("acme/web-site")),
                    tool(
                        i,
                        Constraint.all(
                            List.of(
                                new Constraint.Prefix("acme/"),
                                new Constraint.NotOneOf(
                                    List.of(new Value.Text("acme/web-site"))))))));
    certificate = certificate(child, parent);
    splitting = certificate(child, divided);
    makePigeons();
    if (!(pigeons.within(holes) instanceof Containment.TooHard)) {
      throw new IllegalStateException("the worst case ends before the budget");
    }
  }

  private static Certificate certificate(Rights child, Rights parent) {
    return ((Containment.Within) child.within(parent)).certificate();
  }

  private static Rights rights(IntFunction<Stream<Capability>> each) {
    return new Rights(IntStream.range(0, CAPABILITIES).boxed().flatMap(each::apply).toList());
  }

  private static Capability tool(int number, Constraint repository) {
    return new Capability.Mcp(
        "https://mcp.acme.example/github",
        text("tools/call"),
        new Constraint.OneOf(
            List.of(new Value.Text("create_" + number), new Value.Text("search_" + number))),
        new TreeMap<>(
            Map.of(
                new Pointer("/repo"),
                repository,
                new Pointer("/labels"),
                new Constraint.Subset(List.of(new Value.Text("bug"), new Value.Text("docs"))))),
        OtherArguments.ALLOW);
  }

  private void makePigeons() {
    Map<Pointer, Constraint> seats = new TreeMap<>();
    List<Capability> impossible = new ArrayList<>();
    for (int pigeon = 0; pigeon <= HOLES; pigeon++) {
      Map<Pointer, Constraint> nowhere = new TreeMap<>();
      for (int hole = 0; hole < HOLES; hole++) {
        seats.put(seat(pigeon, hole), range(0, 1));
        nowhere.put(seat(pigeon, hole), range(0, 0));
        for (int other = 0; other < pigeon; other++) {
          impossible.add(
              allow(Map.of(seat(pigeon, hole), range(1, 1), seat(other, hole), range(1, 1))));
        }
      }
      impossible.add(allow(nowhere));
    }
    pigeons = new Rights(List.of(allow(seats)));
    holes = new Rights(impossible);
  }

  private static Capability allow(Map<Pointer, Constraint> arguments) {
    return new Capability.Mcp(
        "https://mcp.acme.example/github",
        text("tools/call"),
        text("a"),
        new TreeMap<>(arguments),
        OtherArguments.ALLOW);
  }

  private static Pointer seat(int pigeon, int hole) {
    return new Pointer("/" + pigeon + "_" + hole);
  }

  private static Constraint range(long min, long max) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.of(max));
  }

  private static Constraint text(String value) {
    return new Constraint.Exact(new Value.Text(value));
  }

  /** Each capability lies within one of the parent's. */
  @Benchmark
  public Containment within() {
    return child.within(parent);
  }

  /** Each capability is covered by two of the parent's together. */
  @Benchmark
  public Containment withinSeveral() {
    return child.within(divided);
  }

  /** The certificate of the first. */
  @Benchmark
  public boolean check() {
    return CertificateChecker.proves(certificate, child, parent);
  }

  /** The certificate of the second. */
  @Benchmark
  public boolean checkSplits() {
    return CertificateChecker.proves(splitting, child, divided);
  }

  /** As long as a question can take. */
  @Benchmark
  public Containment worst() {
    return pigeons.within(holes);
  }
}
