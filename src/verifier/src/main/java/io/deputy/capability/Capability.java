package io.deputy.capability;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Leave to make some requests: a kind of resource, and one constraint for each of the kind's
 * dimensions. It admits a request if every dimension admits the request's value. On the wire it is
 * an {@code authorization_details} object (RFC 9396, section 2).
 */
public sealed interface Capability {
  /** The canonical URI of the server that the requests go to. */
  String server();

  /** The kind of resource. */
  Kind kind();

  /** The constraints that are written down: on every field and on the arguments that are named. */
  SortedMap<Dimension, Constraint> constraints();

  /** The constraint on a dimension, named or not; empty if it must be absent. */
  default Optional<Constraint> on(Dimension dimension) {
    return Optional.ofNullable(constraints().get(dimension));
  }

  /**
   * Whether every dimension admits what the request says in it. This is what it means; a kind may
   * find it out without writing every dimension down.
   */
  default boolean admits(Request request) {
    if (kind() != request.kind() || !server().equals(request.server())) {
      return false;
    }
    SortedMap<Dimension, Value> values = request.values();
    Set<Dimension> dimensions = new TreeSet<>(constraints().keySet());
    dimensions.addAll(values.keySet());
    return dimensions.stream().allMatch(d -> admits(d, Optional.ofNullable(values.get(d))));
  }

  /** Whether a dimension admits this value, or absence. */
  default boolean admits(Dimension dimension, Optional<Value> value) {
    return Constraint.admits(on(dimension), value);
  }

  /** Admits exactly what both admit; empty if they are for different servers or share nothing. */
  Optional<Capability> and(Capability other);

  /** Whether no request at all is admitted. */
  default boolean isEmpty() {
    return Space.of(this, Set.of()).box(this).isEmpty();
  }

  /** What becomes of arguments that a capability does not name. */
  enum OtherArguments {
    /** Every leaf of the call must be named, or lie under a named wildcard. */
    DENY,
    /** Arguments that are not named may have any value. */
    ALLOW
  }

  /**
   * Requests to an MCP server.
   *
   * @param server canonical URI of the MCP server
   * @param methods JSON-RPC methods, for instance {@code tools/call}
   * @param names tools, prompts, resource URIs
   * @param arguments what the call's arguments must be, by place
   * @param otherArguments what becomes of arguments that are not named
   */
  record Mcp(
      String server,
      Constraint methods,
      Constraint names,
      SortedMap<Pointer, Constraint> arguments,
      OtherArguments otherArguments)
      implements Capability {
    public Mcp {
      Objects.requireNonNull(server);
      requireText("methods", methods);
      requireText("names", names);
      arguments = sorted(arguments);
      Objects.requireNonNull(otherArguments);
    }

    @Override
    public Kind kind() {
      return Kind.MCP;
    }

    @Override
    public SortedMap<Dimension, Constraint> constraints() {
      SortedMap<Dimension, Constraint> constraints = new TreeMap<>();
      constraints.put(Dimension.Field.METHODS, methods);
      constraints.put(Dimension.Field.NAMES, names);
      arguments.forEach((pointer, c) -> constraints.put(new Dimension.Argument(pointer), c));
      return constraints;
    }

    @Override
    public boolean admits(Request request) {
      return request instanceof Request.Mcp call
          && server.equals(call.server())
          && methods.admits(Optional.of(new Value.Text(call.operation())))
          && names.admits(call.name().map(Value.Text::new))
          && admits(call.arguments().leaves());
    }

    private boolean admits(SortedMap<Pointer, Value> leaves) {
      for (Map.Entry<Pointer, Constraint> named : arguments.entrySet()) {
        if (!named.getValue().admits(Optional.ofNullable(leaves.get(named.getKey())))) {
          return false;
        }
      }
      if (otherArguments == OtherArguments.DENY) {
        for (Pointer place : leaves.keySet()) {
          if (!arguments.containsKey(place) && !underWildcard(place)) {
            return false;
          }
        }
      }
      return true;
    }

    @Override
    public Optional<Constraint> on(Dimension dimension) {
      if (dimension instanceof Dimension.Argument a) {
        Constraint named = arguments.get(a.pointer());
        boolean free = otherArguments == OtherArguments.ALLOW || underWildcard(a.pointer());
        return Optional.ofNullable(named != null ? named : free ? Constraint.ANYTHING : null);
      }
      return dimension.equals(Dimension.Field.METHODS)
          ? Optional.of(methods)
          : dimension.equals(Dimension.Field.NAMES) ? Optional.of(names) : Optional.empty();
    }

    @Override
    public Optional<Capability> and(Capability other) {
      if (!(other instanceof Mcp that) || !server.equals(that.server)) {
        return Optional.empty();
      }
      Optional<Constraint> bothMethods = methods.and(that.methods);
      Optional<Constraint> bothNames = names.and(that.names);
      SortedMap<Pointer, Constraint> both = new TreeMap<>();
      Set<Pointer> named = new TreeSet<>(arguments.keySet());
      named.addAll(that.arguments.keySet());
      for (Pointer pointer : named) {
        Optional<Constraint> here = on(new Dimension.Argument(pointer));
        Optional<Constraint> there = that.on(new Dimension.Argument(pointer));
        Optional<Constraint> meet = here.flatMap(h -> there.flatMap(h::and));
        if (meet.isPresent()) {
          both.put(pointer, meet.get());
        } else if (!Constraint.admits(here, Optional.empty())
            || !Constraint.admits(there, Optional.empty())) {
          return Optional.empty();
        }
      }
      boolean allow =
          otherArguments == OtherArguments.ALLOW && that.otherArguments == OtherArguments.ALLOW;
      return bothMethods.flatMap(
          m ->
              bothNames.map(
                  n ->
                      new Mcp(
                          server, m, n, both, allow ? OtherArguments.ALLOW : OtherArguments.DENY)));
    }

    private boolean underWildcard(Pointer pointer) {
      for (Map.Entry<Pointer, Constraint> named : arguments.entrySet()) {
        if (named.getValue() instanceof Constraint.Wildcard && named.getKey().isAbove(pointer)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Plain HTTP requests.
   *
   * @param server scheme and authority, for instance {@code https://api.acme.example}
   * @param methods HTTP methods
   * @param paths normalised paths
   * @param query the raw query without {@code ?}; a request without one has the empty string
   */
  record Http(String server, Constraint methods, Constraint paths, Constraint query)
      implements Capability {
    public Http {
      Objects.requireNonNull(server);
      requireText("methods", methods);
      requireText("paths", paths);
      requireText("query", query);
    }

    @Override
    public Kind kind() {
      return Kind.HTTP;
    }

    @Override
    public boolean admits(Request request) {
      return request instanceof Request.Http http
          && server.equals(http.server())
          && methods.admits(Optional.of(new Value.Text(http.method())))
          && paths.admits(Optional.of(new Value.Text(http.path())))
          && query.admits(Optional.of(new Value.Text(http.query())));
    }

    @Override
    public SortedMap<Dimension, Constraint> constraints() {
      SortedMap<Dimension, Constraint> constraints = new TreeMap<>();
      constraints.put(Dimension.Field.METHODS, methods);
      constraints.put(Dimension.Field.PATHS, paths);
      constraints.put(Dimension.Field.QUERY, query);
      return constraints;
    }

    @Override
    public Optional<Capability> and(Capability other) {
      if (!(other instanceof Http that) || !server.equals(that.server)) {
        return Optional.empty();
      }
      Optional<Constraint> bothPaths = paths.and(that.paths);
      Optional<Constraint> bothQueries = query.and(that.query);
      return methods
          .and(that.methods)
          .flatMap(m -> bothPaths.flatMap(p -> bothQueries.map(q -> new Http(server, m, p, q))));
    }
  }

  private static void requireText(String dimension, Constraint constraint) {
    Objects.requireNonNull(constraint, dimension);
    boolean text =
        constraint instanceof Constraint.Wildcard
            || constraint instanceof Constraint.Prefix
            || (constraint instanceof Constraint.Exact e && e.value() instanceof Value.Text)
            || (constraint instanceof Constraint.OneOf o
                && o.values().stream().allMatch(v -> v instanceof Value.Text));
    if (!text) {
      throw new IllegalArgumentException(dimension + " takes a constraint on strings");
    }
  }

  private static SortedMap<Pointer, Constraint> sorted(Map<Pointer, Constraint> arguments) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }
}
