package io.deputy.gateway.model;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Describe;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Request;
import io.deputy.gateway.proxy.Members;
import io.deputy.gateway.routes.Route;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a message has the provider do beside letting a model write. Tools that the caller runs
 * itself pass. MCP servers that the provider calls must be in the route's {@code tools}, by URL,
 * and each tool that it may call there counts as a call with unknown arguments. The provider's own
 * tools and connectors count in the same way, by their {@code type} or {@code connector_id}, and
 * are refused where the route does not name a server for them.
 */
final class SideDoors {
  private static final Set<String> CALLERS_OWN = Set.of("function", "custom");

  private static final Set<String> OPENAI_MCP =
      Set.of(
          "type",
          "server_label",
          "server_url",
          "connector_id",
          "server_description",
          "authorization",
          "headers",
          "allowed_tools",
          "require_approval",
          "defer_loading");

  private static final Set<String> ANTHROPIC_SERVER =
      Set.of("type", "url", "name", "authorization_token", "tool_configuration");

  private static final Set<String> ANTHROPIC_TOOLSET =
      Set.of("type", "mcp_server_name", "default_config", "configs", "cache_control");

  private static final Set<String> SETTING = Set.of("enabled", "defer_loading");

  private final Route.Model route;
  private final Set<Request.Mcp> calls = new LinkedHashSet<>();
  private final Map<String, At> toolsets = new LinkedHashMap<>();

  private SideDoors(Route.Model route) {
    this.route = route;
  }

  /** The calls that the provider may make for this message. */
  static List<Request.Mcp> calls(Route.Model route, Map<String, At> members) throws Refusal {
    SideDoors doors = new SideDoors(route);
    Optional<At> tools = Members.get(members, "tools");
    for (At tool : tools.isPresent() ? tools.get().elements() : List.<At>of()) {
      doors.tool(tool);
    }
    Optional<At> servers = Members.get(members, "mcp_servers");
    for (At server : servers.isPresent() ? servers.get().elements() : List.<At>of()) {
      doors.server(server);
    }
    for (At unused : doors.toolsets.values()) {
      throw unused.refuse(
          Reason.REQUEST_MALFORMED, "names no server of this message, or one that stands twice");
    }
    return List.copyOf(doors.calls);
  }

  private void tool(At tool) throws Refusal {
    Map<String, At> members = tool.members();
    String type = members.containsKey("type") ? members.get("type").text() : "custom";
    if (CALLERS_OWN.contains(type)) {
      return;
    }
    if (type.equals("mcp") && route.api() == Route.ModelApi.OPENAI) {
      openAi(tool);
    } else if (type.equals("mcp_toolset") && route.api() == Route.ModelApi.ANTHROPIC) {
      String name = required(tool, "mcp_server_name").text();
      if (toolsets.put(name, tool) != null) {
        throw tool.refuse(Reason.REQUEST_MALFORMED, "is a second toolset of one server; join them");
      }
    } else {
      call(guarded(members.get("type")), Optional.of(members.get("type")));
    }
  }

  private void openAi(At tool) throws Refusal {
    Map<String, At> members = Members.among(tool, OPENAI_MCP);
    Optional<At> url = Members.get(members, "server_url");
    Optional<At> connector = Members.get(members, "connector_id");
    if (url.isPresent() == connector.isPresent()) {
      throw tool.refuse(
          Reason.REQUEST_MALFORMED, "needs either a server_url or a connector_id; send one");
    }
    String server = guarded(url.or(() -> connector).orElseThrow());
    Optional<At> allowed = Members.get(members, "allowed_tools");
    if (allowed.isPresent() && allowed.get().node() instanceof Node.Obj) {
      allowed =
          Members.get(
              Members.among(allowed.get(), Set.of("tool_names", "read_only")), "tool_names");
    }
    named(server, allowed);
  }

  private void server(At at) throws Refusal {
    Map<String, At> members = Members.among(at, ANTHROPIC_SERVER);
    if (!required(at, "type").text().equals("url")) {
      throw at.refuse(Reason.REQUEST_MALFORMED, "is not of type \"url\"; send its URL");
    }
    String server = guarded(required(at, "url"));
    Optional<At> toolset = Optional.ofNullable(toolsets.remove(required(at, "name").text()));
    Optional<At> configuration = Members.get(members, "tool_configuration");
    if (toolset.isPresent() && configuration.isPresent()) {
      throw at.refuse(
          Reason.MESSAGE_AMBIGUOUS, "has a tool_configuration and a toolset; send one of them");
    }
    if (toolset.isPresent()) {
      toolset(server, toolset.get());
    } else if (configuration.isPresent()) {
      // What is not enabled could still be listed, so it counts as if it were.
      named(
          server,
          Members.get(
              Members.among(configuration.get(), Set.of("enabled", "allowed_tools")),
              "allowed_tools"));
    } else {
      call(server, Optional.empty());
    }
  }

  /** Tools are on unless the default says otherwise, and then those that say so themselves. */
  private void toolset(String server, At toolset) throws Refusal {
    Map<String, At> members = Members.among(toolset, ANTHROPIC_TOOLSET);
    Optional<At> standard = Members.get(members, "default_config");
    if (standard.isEmpty()
        || Members.isTrue(Members.among(standard.get(), SETTING), "enabled", true)) {
      call(server, Optional.empty());
      return;
    }
    List<Map.Entry<String, At>> enabled = new ArrayList<>();
    Optional<At> configs = Members.get(members, "configs");
    if (configs.isPresent()) {
      for (Map.Entry<String, At> tool : configs.get().members().entrySet()) {
        if (Members.isTrue(Members.among(tool.getValue(), SETTING), "enabled", false)) {
          enabled.add(tool);
        }
      }
    }
    if (enabled.isEmpty()) {
      call(server, Optional.empty());
    }
    for (Map.Entry<String, At> tool : enabled) {
      call(server, tool.getKey(), tool.getValue());
    }
  }

  /** No list, or an empty one, is every tool. */
  private void named(String server, Optional<At> names) throws Refusal {
    List<At> listed = names.isPresent() ? names.get().elements() : List.of();
    if (listed.isEmpty()) {
      call(server, Optional.empty());
    }
    for (At name : listed) {
      call(server, Optional.of(name));
    }
  }

  private void call(String server, Optional<At> name) throws Refusal {
    if (name.isPresent()) {
      call(server, name.get().text(), name.get());
    } else {
      calls.add(new Request.Mcp(server, "tools/call", Optional.empty(), Arguments.NONE));
    }
  }

  private void call(String server, String name, At at) throws Refusal {
    if (!NormalForm.isName(name)) {
      throw at.expected("the name of a tool");
    }
    calls.add(new Request.Mcp(server, "tools/call", Optional.of(name), Arguments.NONE));
  }

  private String guarded(At named) throws Refusal {
    String server = route.tools().get(named.text());
    if (server == null) {
      throw named.refuse(
          Reason.ROUTE_UNKNOWN,
          "is nothing that this route lets a provider use: "
              + Describe.quote(named.text())
              + "; call it yourself, through the gateway");
    }
    return server;
  }

  private static At required(At object, String name) throws Refusal {
    At member = object.members().get(name);
    if (member == null) {
      throw object.refuse(
          Reason.REQUEST_MALFORMED, "has no member " + Describe.quote(name) + "; add it");
    }
    return member;
  }
}
