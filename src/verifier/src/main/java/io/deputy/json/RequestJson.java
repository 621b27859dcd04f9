package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Kind;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Request;
import io.deputy.verify.PresentedRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One request as JSON, as {@code deputy verify} reads it and errors show it: {@code audience},
 * {@code type}, {@code server}, and then what requests of the type have. For MCP and agents that is
 * {@code operation} and where the method has them {@code name} and {@code arguments}, or {@code
 * skill} and {@code push_url}; for models {@code operation} and {@code model}, and {@code
 * provider}, {@code region} and {@code max_output_tokens} as far as they are known; for HTTP {@code
 * method}, {@code path} as it stands in a URI, and {@code query} if there is one.
 */
public final class RequestJson {
  /** Characters of one text: arguments may carry whole files, but not archives. */
  public static final int MAX_CHARS = 1_048_576;

  /** Arrays and objects inside each other: beyond it reading stops; arguments are bounded below. */
  private static final int MAX_DEPTH = 32;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARS, MAX_DEPTH, Reason.REQUEST_MALFORMED, Reason.REQUEST_TOO_LARGE);

  /** The members of a request, beside those that all have. */
  private record Shape(Set<String> required, Set<String> optional) {
    static Shape of(List<String> required, String... optional) {
      Set<String> all = new HashSet<>(required);
      all.addAll(List.of(Kinds.MEMBER, "server"));
      return new Shape(Set.copyOf(all), Set.of(optional));
    }
  }

  private static final Map<Kind, Shape> SHAPES =
      new EnumMap<>(
          Map.of(
              Kind.MCP,
              Shape.of(List.of("operation"), "name", "arguments"),
              Kind.MODEL,
              Shape.of(List.of("operation", "model"), "provider", "region", "max_output_tokens"),
              Kind.AGENT,
              Shape.of(List.of("operation"), "skill", "push_url"),
              Kind.HTTP,
              Shape.of(List.of("method", "path"), "query")));

  private RequestJson() {}

  /**
   * Reads a request and the gateway it is for.
   *
   * @throws Refusal {@code REQUEST_TOO_LARGE} for more text, leaves or nesting than can be decided;
   *     {@code REQUEST_MALFORMED} for everything else, a path or name without a normal form
   *     included
   */
  public static PresentedRequest read(String json) throws Refusal {
    return request(Node.parse(json, LIMITS));
  }

  /** Reads a request in UTF-8; otherwise like {@link #read(String)}. */
  public static PresentedRequest read(byte[] utf8) throws Refusal {
    return request(Node.parse(utf8, LIMITS));
  }

  private static PresentedRequest request(Node node) throws Refusal {
    At at = At.root(node, Reason.REQUEST_MALFORMED);
    Kind kind = Kinds.read(at);
    Map<String, At> members = members(at, kind, Set.of("audience"));
    String gateway = name(members, "audience");
    return new PresentedRequest(gateway, request(kind, members));
  }

  /** Reads a request that does not say which gateway it is for. */
  static Request read(At at) throws Refusal {
    Kind kind = Kinds.read(at);
    return request(kind, members(at, kind, Set.of()));
  }

  private static Map<String, At> members(At at, Kind kind, Set<String> more) throws Refusal {
    Shape shape = SHAPES.get(kind);
    Set<String> required = new HashSet<>(shape.required());
    required.addAll(more);
    return at.members(required, shape.optional(), at.malformed(), at.malformed());
  }

  private static Request request(Kind kind, Map<String, At> members) throws Refusal {
    String server = Kinds.server(kind, members.get("server"));
    return switch (kind) {
      case MCP ->
          new Request.Mcp(
              server,
              name(members, "operation"),
              optional(members, "name"),
              ArgumentsJson.read(members.get("arguments")));
      case MODEL ->
          new Request.Model(
              server,
              optional(members, "provider"),
              name(members, "operation"),
              name(members, "model"),
              optional(members, "region"),
              bound(members.get("max_output_tokens")));
      case AGENT ->
          new Request.Agent(
              server,
              name(members, "operation"),
              optional(members, "skill"),
              optional(members, "push_url"));
      case HTTP -> http(server, members);
    };
  }

  private static Request http(String server, Map<String, At> members) throws Refusal {
    At path = members.get("path");
    Optional<String> normalPath = NormalForm.path(path.text());
    if (normalPath.isEmpty()) {
      throw noNormalForm(path);
    }
    return new Request.Http(
        server,
        normal(members.get("method"), NormalForm::isHttpMethod),
        normalPath.get(),
        members.containsKey("query") ? normal(members.get("query"), NormalForm::isQuery) : "");
  }

  private static OptionalLong bound(At at) throws Refusal {
    if (at == null) {
      return OptionalLong.empty();
    }
    if (at.node() instanceof Node.Int i && i.value() >= 0) {
      return OptionalLong.of(i.value());
    }
    throw at.expected("an integer of 64 bits that is not negative");
  }

  private static String name(Map<String, At> members, String member) throws Refusal {
    return normal(members.get(member), NormalForm::isName);
  }

  private static Optional<String> optional(Map<String, At> members, String member) throws Refusal {
    return members.containsKey(member) ? Optional.of(name(members, member)) : Optional.empty();
  }

  private static String normal(At at, Predicate<String> form) throws Refusal {
    if (!form.test(at.text())) {
      throw noNormalForm(at);
    }
    return at.text();
  }

  private static Refusal noNormalForm(At at) throws Refusal {
    return at.refuse(
        at.malformed(),
        "has no normal form: "
            + Describe.quote(at.text())
            + "; remove control characters, and from a path also empty segments, backslashes and"
            + " encoded slashes");
  }

  /** Writes a request in the form that is read, but without a gateway. */
  public static String write(Request request) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      write(json, request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes it where another value is being written. */
  static void write(JsonGenerator json, Request request) throws IOException {
    json.writeStartObject();
    json.writeStringField(Kinds.MEMBER, request.kind().wire());
    json.writeStringField("server", request.server());
    if (request instanceof Request.Mcp mcp) {
      json.writeStringField("operation", mcp.operation());
      write(json, "name", mcp.name());
      json.writeFieldName("arguments");
      ArgumentsJson.write(json, mcp.arguments());
    } else if (request instanceof Request.Model model) {
      write(json, "provider", model.provider());
      json.writeStringField("operation", model.operation());
      json.writeStringField("model", model.model());
      write(json, "region", model.region());
      if (model.maxOutputTokens().isPresent()) {
        json.writeNumberField("max_output_tokens", model.maxOutputTokens().getAsLong());
      }
    } else if (request instanceof Request.Agent agent) {
      json.writeStringField("operation", agent.operation());
      write(json, "skill", agent.skill());
      write(json, "push_url", agent.pushUrl());
    } else if (request instanceof Request.Http http) {
      json.writeStringField("method", http.method());
      json.writeStringField("path", NormalForm.encodedPath(http.path()));
      json.writeStringField("query", http.query());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String member, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(member, value.get());
    }
  }
}
