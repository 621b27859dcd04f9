package io.deputy.capability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** The constraint on each field, in the order of the kind's fields. */
  List<Constraint> onFields();

  /** The constraints that are written down: on every field and on the arguments that are named. */
  default SortedMap<Dimension, Constraint> constraints() {
    SortedMap<Dimension, Constraint> constraints = new TreeMap<>();
    for (int i = 0; i < onFields().size(); i++) {
      constraints.put(kind().fields().get(i), onFields().get(i));
    }
    return constraints;
  }

  /** How many constraints are written down. */
  default int size() {
    return onFields().size();
  }

  /** The constraint on a dimension, named or not; empty if it must be absent. */
  default Optional<Constraint> on(Dimension dimension) {
    return Optional.ofNullable(constraints().get(dimension));
  }

  /** Whether every dimension admits what the request says in it. */
  boolean admits(Request request);

  /** Whether a dimension admits this value, or absence. */
  default boolean admits(Dimension dimension, Optional<Value> value) {
    return Constraint.admits(on(dimension), value);
  }

  /** Admits exactly what both admit; empty if they are for different servers or share nothing. */
  default Optional<Capability> and(Capability other) {
    if (kind() != other.kind() || !server().equals(other.server())) {
      return Optional.empty();
    }
    List<Constraint> both = new ArrayList<>();
    for (int i = 0; i < onFields().size(); i++) {
      Optional<Constraint> meet = Constraint.meet(onFields().get(i), other.onFields().get(i));
      if (meet.isEmpty()) {
        return Optional.empty();
      }
      both.add(meet.get());
    }
    return Optional.of(kind().capability(server(), both));
  }

  /** Whether it is certain that no request at all is admitted. */
  default boolean isEmpty() {
    try {
      return Space.of(this, Rights.NONE, new Steps()).box(this).isEmpty();
    } catch (Steps.Exhausted e) {
      return false;
    }
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
      Kind.MCP.require(methods, names);
      arguments = sorted(arguments);
      Objects.requireNonNull(otherArguments);
    }

    @Override
    public Kind kind() {
      return Kind.MCP;
    }

    @Override
    public List<Constraint> onFields() {
      return List.of(methods, names);
    }

    @Override
    public int size() {
      return 2 + arguments.size();
    }

    @Override
    public SortedMap<Dimension, Constraint> constraints() {
      SortedMap<Dimension, Constraint> constraints = Capability.super.constraints();
      arguments.forEach((pointer, c) -> constraints.put(new Dimension.Argument(pointer), c));
      return constraints;
    }

    @Override
    public boolean admits(Request request) {
      return request instanceof Request.Mcp call
          && server.equals(call.server())
          && methods.admits(text(call.operation()))
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
        return on(a.pointer());
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
      Optional<Constraint> bothMethods = Constraint.meet(methods, that.methods);
      Optional<Constraint> bothNames = Constraint.meet(names, that.names);
      SortedMap<Pointer, Constraint> both = new TreeMap<>();
      Set<Pointer> named = new TreeSet<>(arguments.keySet());
      named.addAll(that.arguments.keySet());
      for (Pointer pointer : named) {
        Optional<Constraint> here = on(pointer);
        Optional<Constraint> there = that.on(pointer);
        Optional<Constraint> meet = here.flatMap(h -> there.flatMap(t -> Constraint.meet(h, t)));
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

    /** The constraint on an argument, named or not; empty if it must be absent. */
    Optional<Constraint> on(Pointer pointer) {
      Constraint named = arguments.get(pointer);
      boolean free = otherArguments == OtherArguments.ALLOW || underWildcard(pointer);
      return Optional.ofNullable(named != null ? named : free ? Constraint.ANYTHING : null);
    }

    /**
     * Whether anything at all may stand at a place and below it, unless it is named: an argument
     * that is not named anywhere must be free there.
     */
    boolean isFree(Pointer pointer) {
      return otherArguments == OtherArguments.ALLOW
          || arguments.get(pointer) instanceof Constraint.Wildcard
          || underWildcard(pointer);
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
      Kind.HTTP.require(methods, paths, query);
    }

    @Override
    public Kind kind() {
      return Kind.HTTP;
    }

    @Override
    public boolean admits(Request request) {
      return request instanceof Request.Http http
          && server.equals(http.server())
          && methods.admits(text(http.method()))
          && paths.admits(text(http.path()))
          && query.admits(text(http.query()));
    }

    @Override
    public List<Constraint> onFields() {
      return List.of(methods, paths, query);
    }
  }

  /**
   * Requests to models.
   *
   * @param server canonical URI of the endpoint
   * @param provider who runs the model
   * @param operations chat, responses, messages, embeddings
   * @param models by name
   * @param regions where they run
   * @param maxOutputTokens the bound that a request sets on the tokens of the answer
   */
  record Model(
      String server,
      Constraint provider,
      Constraint operations,
      Constraint models,
      Constraint regions,
      Constraint maxOutputTokens)
      implements Capability {
    public Model {
      Objects.requireNonNull(server);
      Kind.MODEL.require(provider, operations, models, regions, maxOutputTokens);
    }

    @Override
    public Kind kind() {
      return Kind.MODEL;
    }

    @Override
    public boolean admits(Request request) {
      return request instanceof Request.Model call
          && server.equals(call.server())
          && operations.admits(text(call.operation()))
          && models.admits(text(call.model()))
          && provider.admits(call.provider().map(Value.Text::new))
          && regions.admits(call.region().map(Value.Text::new))
          && maxOutputTokens.admits(integer(call.maxOutputTokens()));
    }

    @Override
    public List<Constraint> onFields() {
      return List.of(provider, operations, models, regions, maxOutputTokens);
    }
  }

  /**
   * Requests to other agents.
   *
   * @param server canonical URI of the agent
   * @param operations canonical names of methods, for instance {@code message/send}
   * @param skills which of its skills
   * @param pushUrls where it may be told to send notifications
   */
  record Agent(String server, Constraint operations, Constraint skills, Constraint pushUrls)
      implements Capability {
    public Agent {
      Objects.requireNonNull(server);
      Kind.AGENT.require(operations, skills, pushUrls);
    }

    @Override
    public Kind kind() {
      return Kind.AGENT;
    }

    @Override
    public boolean admits(Request request) {
      return request instanceof Request.Agent call
          && server.equals(call.server())
          && operations.admits(text(call.operation()))
          && skills.admits(call.skill().map(Value.Text::new))
          && pushUrls.admits(call.pushUrl().map(Value.Text::new));
    }

    @Override
    public List<Constraint> onFields() {
      return List.of(operations, skills, pushUrls);
    }
  }

  private static Optional<Value> text(String value) {
    return Optional.of(new Value.Text(value));
  }

  private static Optional<Value> integer(OptionalLong value) {
    return value.isPresent() ? Optional.of(new Value.Int(value.getAsLong())) : Optional.empty();
  }

  private static SortedMap<Pointer, Constraint> sorted(Map<Pointer, Constraint> arguments) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }
}
