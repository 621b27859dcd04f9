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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One request as JSON, as {@code deputy verify} reads it and errors show it. For MCP: {@code
 * audience}, {@code type}, {@code server}, {@code operation}, and where the method has them {@code
 * name} and {@code arguments}. For HTTP: {@code audience}, {@code type}, {@code server}, {@code
 * method}, {@code path} as it stands in a URI, and {@code query} if there is one.
 */
public final class RequestJson {
  /** Characters of one text: arguments may carry whole files, but not archives. */
  public static final int MAX_CHARS = 1_048_576;

  /** Arrays and objects inside each other: beyond it reading stops; arguments are bounded below. */
  private static final int MAX_DEPTH = 32;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARS, MAX_DEPTH, Reason.REQUEST_MALFORMED, Reason.REQUEST_TOO_LARGE);

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
    At type = at.members().get("type");
    if (type == null) {
      throw at.refuse(Reason.REQUEST_MALFORMED, "has no member \"type\"; add \"mcp\" or \"http\"");
    }
    if (type.text().equals(Kind.MCP.wire())) {
      return mcp(
          members(
              at, Set.of("audience", "type", "server", "operation"), Set.of("name", "arguments")));
    }
    if (type.text().equals(Kind.HTTP.wire())) {
      return http(
          members(at, Set.of("audience", "type", "server", "method", "path"), Set.of("query")));
    }
    throw type.expected("\"mcp\" or \"http\"");
  }

  private static PresentedRequest mcp(Map<String, At> members) throws Refusal {
    Optional<String> name =
        members.containsKey("name")
            ? Optional.of(normal(members.get("name"), NormalForm::isName))
            : Optional.empty();
    return new PresentedRequest(
        normal(members.get("audience"), NormalForm::isName),
        new Request.Mcp(
            Servers.withPath(members.get("server")),
            normal(members.get("operation"), NormalForm::isName),
            name,
            ArgumentsJson.read(members.get("arguments"))));
  }

  private static PresentedRequest http(Map<String, At> members) throws Refusal {
    At path = members.get("path");
    Optional<String> normalPath = NormalForm.path(path.text());
    if (normalPath.isEmpty()) {
      throw noNormalForm(path);
    }
    return new PresentedRequest(
        normal(members.get("audience"), NormalForm::isName),
        new Request.Http(
            Servers.withoutPath(members.get("server")),
            normal(members.get("method"), NormalForm::isHttpMethod),
            normalPath.get(),
            members.containsKey("query") ? normal(members.get("query"), NormalForm::isQuery) : ""));
  }

  private static Map<String, At> members(At at, Set<String> required, Set<String> optional)
      throws Refusal {
    return at.members(required, optional, Reason.REQUEST_MALFORMED, Reason.REQUEST_MALFORMED);
  }

  private static String normal(At at, Predicate<String> form) throws Refusal {
    if (!form.test(at.text())) {
      throw noNormalForm(at);
    }
    return at.text();
  }

  private static Refusal noNormalForm(At at) throws Refusal {
    return at.refuse(
        Reason.REQUEST_MALFORMED,
        "has no normal form: "
            + Describe.quote(at.text())
            + "; remove control characters, and from a path also empty segments, backslashes and"
            + " encoded slashes");
  }

  /** Writes a request in the form that is read, but without a gateway. */
  public static String write(Request request) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("type", request.kind().wire());
      json.writeStringField("server", request.server());
      if (request instanceof Request.Mcp mcp) {
        json.writeStringField("operation", mcp.operation());
        if (mcp.name().isPresent()) {
          json.writeStringField("name", mcp.name().get());
        }
        json.writeFieldName("arguments");
        ArgumentsJson.write(json, mcp.arguments());
      } else if (request instanceof Request.Http http) {
        json.writeStringField("method", http.method());
        json.writeStringField("path", NormalForm.encodedPath(http.path()));
        json.writeStringField("query", http.query());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
