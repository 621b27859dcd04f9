package io.deputy.capability;

import java.util.List;
import java.util.Optional;

/**
 * What a catalogue may show of rights: everything of which some call is admitted, with whatever
 * arguments. Constraints on arguments are left out, since a catalogue has none; capabilities that
 * no arguments satisfy show nothing.
 */
public final class Visibility {
  private final List<Capability> satisfiable;

  private Visibility(List<Capability> satisfiable) {
    this.satisfiable = satisfiable;
  }

  /** What {@code rights} show. */
  public static Visibility of(Rights rights) {
    return new Visibility(
        rights.capabilities().stream()
            .filter(c -> c.kind() == Kind.MCP)
            .filter(c -> !c.isEmpty())
            .toList());
  }

  /**
   * Whether some call is admitted.
   *
   * @param server canonical URI of the MCP server
   * @param operation the method that uses what is listed, for instance {@code tools/call}
   * @param name of the tool, prompt or resource
   */
  public boolean admitsSome(String server, String operation, String name) {
    if (!NormalForm.isName(operation) || !NormalForm.isName(name)) {
      return false;
    }
    return satisfiable.stream()
        .anyMatch(
            c ->
                c.server().equals(server)
                    && c.admits(Dimension.Field.METHODS, Optional.of(new Value.Text(operation)))
                    && c.admits(Dimension.Field.NAMES, Optional.of(new Value.Text(name))));
  }

  /** Whether anything on {@code server} is admitted: who may ask it for its lists at all. */
  public boolean admitsSome(String server) {
    return satisfiable.stream().anyMatch(c -> c.server().equals(server));
  }

  /**
   * Whether some call is admitted, whatever its name: for what stands for many names, such as the
   * template of a resource's URI.
   */
  public boolean admitsSomeName(String server, String operation) {
    return NormalForm.isName(operation)
        && satisfiable.stream()
            .anyMatch(
                c ->
                    c.server().equals(server)
                        && c.admits(
                            Dimension.Field.METHODS, Optional.of(new Value.Text(operation))));
  }
}
