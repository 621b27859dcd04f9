package io.deputy.gateway.routes;

import io.deputy.capability.Kind;
import io.deputy.capability.Rights;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One server behind this gateway, and what is asked of those who want to reach it. */
public sealed interface Route {
  /** What routes of all kinds have. */
  Terms terms();

  /** The kind of resource that requests on this route are. */
  Kind kind();

  /**
   * What routes of all kinds have.
   *
   * @param id its name in records and metrics
   * @param path where callers reach it here: begins with a slash and does not end with one
   * @param server the canonical URI by which rights name it
   * @param upstream where requests go on to; empty if another gateway only asks whether they may
   * @param bearer whether tokens that are bound to no key are honoured
   * @param record whether a request waits until its decision is recorded
   * @param cutStreams whether long answers end when their token does
   * @param passesWithoutPolicy whether requests pass when the central policy cannot be asked
   * @param scopes what the exchange calls some rights, for those who know only scopes
   */
  record Terms(
      String id,
      String path,
      String server,
      Optional<Upstream> upstream,
      boolean bearer,
      boolean record,
      boolean cutStreams,
      boolean passesWithoutPolicy,
      SortedMap<String, Rights> scopes) {
    public Terms {
      Objects.requireNonNull(id);
      Objects.requireNonNull(path);
      Objects.requireNonNull(server);
      Objects.requireNonNull(upstream);
      scopes = Collections.unmodifiableSortedMap(new TreeMap<>(scopes));
    }
  }

  /**
   * An MCP server.
   *
   * @param destructive tools that need a token made for an emergency
   * @param emergency the longest that such a token may live, from its hop to its expiry
   */
  record Mcp(Terms terms, Set<String> destructive, Duration emergency) implements Route {
    public Mcp {
      Objects.requireNonNull(terms);
      destructive = Set.copyOf(destructive);
      Objects.requireNonNull(emergency);
    }

    @Override
    public Kind kind() {
      return Kind.MCP;
    }
  }

  /**
   * A model endpoint.
   *
   * @param api which protocol it speaks
   * @param provider who runs the models
   * @param region where they run; never taken from the request
   * @param models the names that callers may use, each with the model that it means; empty if names
   *     mean themselves
   * @param tools the MCP servers that a request may name, by URL, each with the server that rights
   *     name
   */
  record Model(
      Terms terms,
      ModelApi api,
      Optional<String> provider,
      Optional<String> region,
      Map<String, String> models,
      Map<String, String> tools)
      implements Route {
    public Model {
      Objects.requireNonNull(terms);
      Objects.requireNonNull(api);
      Objects.requireNonNull(provider);
      Objects.requireNonNull(region);
      models = Map.copyOf(models);
      tools = Map.copyOf(tools);
    }

    @Override
    public Kind kind() {
      return Kind.MODEL;
    }
  }

  /** The protocol of a model endpoint. */
  enum ModelApi {
    /** Chat completions and responses. */
    OPENAI,
    /** Messages. */
    ANTHROPIC
  }

  /**
   * An agent that speaks A2A.
   *
   * @param skill the one skill behind this route; if there is none, the message has to say it
   */
  record Agent(Terms terms, Optional<String> skill) implements Route {
    public Agent {
      Objects.requireNonNull(terms);
      Objects.requireNonNull(skill);
    }

    @Override
    public Kind kind() {
      return Kind.AGENT;
    }
  }

  /** A plain HTTP server. */
  record Http(Terms terms) implements Route {
    public Http {
      Objects.requireNonNull(terms);
    }

    @Override
    public Kind kind() {
      return Kind.HTTP;
    }
  }

  /**
   * Where requests go on to.
   *
   * @param url the base; for MCP, agents' JSON-RPC: the endpoint itself
   * @param headers set on each request, the upstream's own credential among them
   * @param timeout until its answer begins
   */
  record Upstream(String url, List<Header> headers, Duration timeout) {
    public Upstream {
      Objects.requireNonNull(url);
      headers = List.copyOf(headers);
      Objects.requireNonNull(timeout);
    }
  }

  /** A header whose value may be a secret. */
  record Header(String name, String value) {
    public Header {
      Objects.requireNonNull(name);
      Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
      return name + ": (not shown)";
    }
  }
}
