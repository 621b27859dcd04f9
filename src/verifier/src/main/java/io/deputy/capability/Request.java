package io.deputy.capability;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an agent wants to do, in the one normal form that evaluator, Datalog and upstream share. */
public sealed interface Request {
  /** The canonical URI of the server that the request goes to. */
  String server();

  /** The kind of resource that the request goes to. */
  Kind kind();

  /** What the request says in each dimension; a dimension without a value is absent. */
  SortedMap<Dimension, Value> values();

  /**
   * A request to an MCP server.
   *
   * @param server canonical URI of the MCP server
   * @param operation JSON-RPC method, for instance {@code tools/call}
   * @param name tool, prompt or resource URI; empty for methods that have none
   * @param arguments the call's arguments
   */
  record Mcp(String server, String operation, Optional<String> name, Arguments arguments)
      implements Request {
    /**
     * @throws IllegalArgumentException if operation or name has no normal form ({@link NormalForm})
     */
    public Mcp {
      Objects.requireNonNull(server);
      require(NormalForm.isName(operation), "operation", operation);
      requireName("name", name);
      Objects.requireNonNull(arguments);
    }

    static Request of(String server, Map<Dimension, Value> values) {
      SortedMap<Pointer, Value> leaves = new TreeMap<>();
      values.forEach(
          (dimension, value) -> {
            if (dimension instanceof Dimension.Argument a) {
              leaves.put(a.pointer(), value);
            }
          });
      return new Mcp(
          server,
          text(values, Dimension.Field.METHODS),
          optional(values, Dimension.Field.NAMES),
          new Arguments(leaves));
    }

    @Override
    public Kind kind() {
      return Kind.MCP;
    }

    @Override
    public SortedMap<Dimension, Value> values() {
      SortedMap<Dimension, Value> values = new TreeMap<>();
      values.put(Dimension.Field.METHODS, new Value.Text(operation));
      put(values, Dimension.Field.NAMES, name);
      arguments.leaves().forEach((p, value) -> values.put(new Dimension.Argument(p), value));
      return values;
    }
  }

  /**
   * A request to a model. What the gateway does not know is absent, and a constraint on it fails.
   *
   * @param server scheme and authority of the endpoint, with its path if it has one
   * @param provider who runs the model
   * @param operation {@code chat}, {@code responses}, {@code messages} or {@code embeddings}
   * @param model the model, as the route resolves it
   * @param region where it runs
   * @param maxOutputTokens the most tokens that it may answer with, 0 or more; empty if the request
   *     sets no bound
   */
  record Model(
      String server,
      Optional<String> provider,
      String operation,
      String model,
      Optional<String> region,
      OptionalLong maxOutputTokens)
      implements Request {
    /**
     * @throws IllegalArgumentException if a part has no normal form, or the bound is negative
     */
    public Model {
      Objects.requireNonNull(server);
      requireName("provider", provider);
      require(NormalForm.isName(operation), "operation", operation);
      require(NormalForm.isName(model), "model", model);
      requireName("region", region);
      require(maxOutputTokens.orElse(0) >= 0, "max_output_tokens", maxOutputTokens.toString());
    }

    static Request of(String server, Map<Dimension, Value> values) {
      Value bound = values.get(Dimension.Field.MAX_OUTPUT_TOKENS);
      return new Model(
          server,
          optional(values, Dimension.Field.PROVIDER),
          text(values, Dimension.Field.OPERATIONS),
          text(values, Dimension.Field.MODELS),
          optional(values, Dimension.Field.REGIONS),
          bound instanceof Value.Int i ? OptionalLong.of(i.value()) : OptionalLong.empty());
    }

    @Override
    public Kind kind() {
      return Kind.MODEL;
    }

    @Override
    public SortedMap<Dimension, Value> values() {
      SortedMap<Dimension, Value> values = new TreeMap<>();
      put(values, Dimension.Field.PROVIDER, provider);
      values.put(Dimension.Field.OPERATIONS, new Value.Text(operation));
      values.put(Dimension.Field.MODELS, new Value.Text(model));
      put(values, Dimension.Field.REGIONS, region);
      maxOutputTokens.ifPresent(
          n -> values.put(Dimension.Field.MAX_OUTPUT_TOKENS, new Value.Int(n)));
      return values;
    }
  }

  /**
   * A request to another agent.
   *
   * @param server canonical URI of the agent
   * @param operation canonical name of the method, for instance {@code message/send}
   * @param skill which of its skills, if that is known
   * @param pushUrl where it is told to send notifications, if it is
   */
  record Agent(String server, String operation, Optional<String> skill, Optional<String> pushUrl)
      implements Request {
    /**
     * @throws IllegalArgumentException if a part has no normal form ({@link NormalForm})
     */
    public Agent {
      Objects.requireNonNull(server);
      require(NormalForm.isName(operation), "operation", operation);
      requireName("skill", skill);
      requireName("push_url", pushUrl);
    }

    static Request of(String server, Map<Dimension, Value> values) {
      return new Agent(
          server,
          text(values, Dimension.Field.OPERATIONS),
          optional(values, Dimension.Field.SKILLS),
          optional(values, Dimension.Field.PUSH_URLS));
    }

    @Override
    public Kind kind() {
      return Kind.AGENT;
    }

    @Override
    public SortedMap<Dimension, Value> values() {
      SortedMap<Dimension, Value> values = new TreeMap<>();
      values.put(Dimension.Field.OPERATIONS, new Value.Text(operation));
      put(values, Dimension.Field.SKILLS, skill);
      put(values, Dimension.Field.PUSH_URLS, pushUrl);
      return values;
    }
  }

  /**
   * A plain HTTP request.
   *
   * @param server scheme and authority
   * @param method HTTP method
   * @param path normalised path
   * @param query raw query without {@code ?}, empty if there is none
   */
  record Http(String server, String method, String path, String query) implements Request {
    /**
     * @throws IllegalArgumentException if a part has no normal form ({@link NormalForm})
     */
    public Http {
      Objects.requireNonNull(server);
      require(NormalForm.isHttpMethod(method), "method", method);
      require(NormalForm.isPath(path), "path", path);
      require(NormalForm.isQuery(query), "query", query);
    }

    static Request of(String server, Map<Dimension, Value> values) {
      return new Http(
          server,
          text(values, Dimension.Field.METHODS),
          text(values, Dimension.Field.PATHS),
          text(values, Dimension.Field.QUERY));
    }

    @Override
    public Kind kind() {
      return Kind.HTTP;
    }

    @Override
    public SortedMap<Dimension, Value> values() {
      SortedMap<Dimension, Value> values = new TreeMap<>();
      values.put(Dimension.Field.METHODS, new Value.Text(method));
      values.put(Dimension.Field.PATHS, new Value.Text(path));
      values.put(Dimension.Field.QUERY, new Value.Text(query));
      return values;
    }
  }

  private static void put(Map<Dimension, Value> values, Dimension field, Optional<String> value) {
    value.ifPresent(v -> values.put(field, new Value.Text(v)));
  }

  private static Optional<String> optional(Map<Dimension, Value> values, Dimension field) {
    return Optional.ofNullable(values.get(field)).map(v -> ((Value.Text) v).value());
  }

  private static String text(Map<Dimension, Value> values, Dimension field) {
    return ((Value.Text) values.get(field)).value();
  }

  private static void requireName(String part, Optional<String> value) {
    value.ifPresent(v -> require(NormalForm.isName(v), part, v));
  }

  private static void require(boolean normal, String part, String value) {
    if (!normal) {
      throw new IllegalArgumentException(part + " is not in normal form: \"" + value + "\"");
    }
  }
}
