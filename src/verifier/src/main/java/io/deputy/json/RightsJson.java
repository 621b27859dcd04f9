package io.deputy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Capability.OtherArguments;
import io.deputy.capability.Constraint;
import io.deputy.capability.Describe;
import io.deputy.capability.Dimension;
import io.deputy.capability.Form;
import io.deputy.capability.Kind;
import io.deputy.capability.Pointer;
import io.deputy.capability.Rights;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rights as JSON: an array of {@code authorization_details} objects (RFC 9396, section 2). Every
 * dimension must be present and nothing else may be; "anything" is spelled out. Reading what was
 * written gives the same rights.
 */
public final class RightsJson {
  /** Characters of one text: some forty times a typical grant, and quick to read. */
  public static final int MAX_CHARS = 65_536;

  /** Arrays and objects inside each other: the format itself needs eleven. */
  private static final int MAX_DEPTH = 16;

  private static final Node.Limits LIMITS =
      new Node.Limits(MAX_CHARS, MAX_DEPTH, Reason.RIGHTS_MALFORMED, Reason.RIGHTS_MALFORMED);

  private RightsJson() {}

  /**
   * Reads rights.
   *
   * @throws Refusal {@code RIGHTS_EMPTY} for an empty array; {@code TYPE_UNKNOWN}, {@code
   *     DIMENSION_UNKNOWN}, {@code DIMENSION_MISSING}, {@code CONSTRAINT_UNKNOWN}, {@code
   *     CONSTRAINT_MALFORMED}, or {@code RIGHTS_MALFORMED} for everything else, with the place
   */
  public static Rights read(String json) throws Refusal {
    return rights(Node.parse(json, LIMITS));
  }

  /** Reads rights in UTF-8; otherwise like {@link #read(String)}. */
  public static Rights read(byte[] utf8) throws Refusal {
    return rights(Node.parse(utf8, LIMITS));
  }

  private static Rights rights(Node node) throws Refusal {
    List<Capability> capabilities = new ArrayList<>();
    At root = At.root(node, Reason.RIGHTS_MALFORMED);
    for (At element : root.elements()) {
      capabilities.add(capability(element));
    }
    if (capabilities.isEmpty()) {
      throw root.refuse(
          Reason.RIGHTS_EMPTY, "is an empty array, which admits nothing; name a capability");
    }
    return new Rights(capabilities);
  }

  private static Capability capability(At at) throws Refusal {
    Kind kind = Kinds.read(at);
    Set<String> names = new HashSet<>(Set.of(Kinds.MEMBER, "server"));
    kind.fields().forEach(field -> names.add(field.name()));
    if (kind.hasArguments()) {
      names.addAll(Set.of("arguments", "other_arguments"));
    }
    Map<String, At> members =
        at.members(names, Set.of(), Reason.DIMENSION_UNKNOWN, Reason.DIMENSION_MISSING);
    String server = Kinds.server(kind, members.get("server"));
    Map<Dimension.Field, Constraint> fields = new HashMap<>();
    for (Dimension.Field field : kind.fields()) {
      fields.put(field, ConstraintJson.read(members.get(field.name()), kind.forms(field)));
    }
    return kind == Kind.MCP ? mcp(server, fields, members) : kind.capability(server, fields);
  }

  private static Capability mcp(
      String server, Map<Dimension.Field, Constraint> fields, Map<String, At> members)
      throws Refusal {
    SortedMap<Pointer, Constraint> arguments = new TreeMap<>();
    for (Map.Entry<String, At> argument : members.get("arguments").members().entrySet()) {
      arguments.put(
          pointer(argument), ConstraintJson.read(argument.getValue(), EnumSet.allOf(Form.class)));
    }
    return new Capability.Mcp(
        server,
        fields.get(Dimension.Field.METHODS),
        fields.get(Dimension.Field.NAMES),
        arguments,
        otherArguments(members.get("other_arguments")));
  }

  private static Pointer pointer(Map.Entry<String, At> argument) throws Refusal {
    try {
      return new Pointer(argument.getKey());
    } catch (IllegalArgumentException e) {
      throw argument
          .getValue()
          .refuse(
              Reason.RIGHTS_MALFORMED,
              "is at no place that arguments have: "
                  + Describe.quote(argument.getKey())
                  + "; write a JSON pointer of at most "
                  + Arguments.MAX_NESTING
                  + " names that starts with a slash");
    }
  }

  private static OtherArguments otherArguments(At at) throws Refusal {
    for (OtherArguments others : OtherArguments.values()) {
      if (at.node().equals(new Node.Text(wire(others)))) {
        return others;
      }
    }
    throw at.because(Reason.CONSTRAINT_MALFORMED).expected("\"deny\" or \"allow\"");
  }

  private static String wire(OtherArguments others) {
    return others.name().toLowerCase(Locale.ROOT);
  }

  /** Writes rights: members in one order, arguments and alternatives sorted, no white space. */
  public static String write(Rights rights) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      for (Capability capability : rights.capabilities()) {
        write(json, capability);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Capability capability) throws IOException {
    ConstraintWriter constraints = new ConstraintWriter(json);
    json.writeStartObject();
    json.writeStringField(Kinds.MEMBER, capability.kind().wire());
    json.writeStringField("server", capability.server());
    SortedMap<Dimension, Constraint> written = capability.constraints();
    for (Dimension.Field field : capability.kind().fields()) {
      constraints.write(field.name(), written.get(field));
    }
    if (capability instanceof Capability.Mcp mcp) {
      json.writeObjectFieldStart("arguments");
      for (Map.Entry<Pointer, Constraint> argument : mcp.arguments().entrySet()) {
        constraints.write(argument.getKey().text(), argument.getValue());
      }
      json.writeEndObject();
      json.writeStringField("other_arguments", wire(mcp.otherArguments()));
    }
    json.writeEndObject();
  }
}
