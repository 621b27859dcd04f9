package io.deputy.capability;

import java.util.Objects;
import java.util.Optional;
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
      name.ifPresent(n -> require(NormalForm.isName(n), "name", n));
      Objects.requireNonNull(arguments);
    }

    @Override
    public Kind kind() {
      return Kind.MCP;
    }

    @Override
    public SortedMap<Dimension, Value> values() {
      SortedMap<Dimension, Value> values = new TreeMap<>();
      values.put(Dimension.Field.METHODS, new Value.Text(operation));
      name.ifPresent(n -> values.put(Dimension.Field.NAMES, new Value.Text(n)));
      arguments.leaves().forEach((p, value) -> values.put(new Dimension.Argument(p), value));
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

  private static void require(boolean normal, String part, String value) {
    if (!normal) {
      throw new IllegalArgumentException(part + " is not in normal form: \"" + value + "\"");
    }
  }
}
