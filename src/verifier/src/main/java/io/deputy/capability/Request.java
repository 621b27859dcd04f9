package io.deputy.capability;

import java.util.Objects;
import java.util.Optional;

/** What an agent wants to do, in the one normal form that evaluator, Datalog and upstream share. */
public sealed interface Request {
  /** The canonical URI of the server that the request goes to. */
  String server();

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
    public Mcp {
      Objects.requireNonNull(server);
      Objects.requireNonNull(operation);
      Objects.requireNonNull(name);
      Objects.requireNonNull(arguments);
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
    public Http {
      Objects.requireNonNull(server);
      Objects.requireNonNull(method);
      Objects.requireNonNull(path);
      Objects.requireNonNull(query);
    }
  }
}
