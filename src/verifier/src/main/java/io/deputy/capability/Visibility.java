package io.deputy.capability;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a catalogue may show of rights: everything of which some request is admitted. Constraints on
 * what a catalogue does not have, such as the arguments of a call, are left out; capabilities that
 * nothing satisfies show nothing. Showing never grants.
 */
public final class Visibility {
  private final List<Capability> satisfiable;

  private Visibility(List<Capability> satisfiable) {
    this.satisfiable = satisfiable;
  }

  /** What {@code rights} show. */
  public static Visibility of(Rights rights) {
    return new Visibility(rights.capabilities().stream().filter(c -> !c.isEmpty()).toList());
  }

  /** The capabilities of a kind on a server, each of which admits something. */
  public List<Capability> on(Kind kind, String server) {
    return satisfiable.stream().filter(c -> c.kind() == kind && c.server().equals(server)).toList();
  }

  /** Whether anything on a server is admitted: who may ask it for its lists at all. */
  public boolean admitsSome(Kind kind, String server) {
    return !on(kind, server).isEmpty();
  }

  /**
   * Whether some MCP request is admitted, whatever its arguments.
   *
   * @param server canonical URI of the MCP server
   * @param operation the method that uses what is listed, for instance {@code tools/call}
   * @param name of the tool, prompt or resource
   */
  public boolean admitsSome(String server, String operation, String name) {
    return NormalForm.isName(name)
        && uses(server, operation)
            .anyMatch(c -> c.admits(Dimension.Field.NAMES, Optional.of(new Value.Text(name))));
  }

  /**
   * The same, whatever the name: for what stands for many names, such as the template of a
   * resource's URI.
   */
  public boolean admitsSomeName(String server, String operation) {
    return uses(server, operation).findAny().isPresent();
  }

  private Stream<Capability> uses(String server, String operation) {
    return on(Kind.MCP, server).stream()
        .filter(c -> NormalForm.isName(operation))
        .filter(c -> c.admits(Dimension.Field.METHODS, Optional.of(new Value.Text(operation))));
  }
}
