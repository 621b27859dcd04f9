package io.deputy.capability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A kind of resource: which fields its capabilities and requests have, and what a field may be. */
public enum Kind {
  /** MCP servers (Model Context Protocol). */
  MCP(
      true,
      text(Dimension.Field.METHODS, NormalForm::isName, "tools/call"),
      text(Dimension.Field.NAMES, NormalForm::isName, "").orAbsent()),

  /** Model endpoints. */
  MODEL(
      false,
      text(Dimension.Field.PROVIDER, NormalForm::isName, "").orAbsent(),
      text(Dimension.Field.OPERATIONS, NormalForm::isName, "chat"),
      text(Dimension.Field.MODELS, NormalForm::isName, ""),
      text(Dimension.Field.REGIONS, NormalForm::isName, "").orAbsent(),
      new Spec(
          Dimension.Field.MAX_OUTPUT_TOKENS,
          EnumSet.of(Form.INTEGER),
          v -> v instanceof Value.Int i && i.value() >= 0,
          "",
          true)),

  /** Agents that other agents talk to (A2A). */
  AGENT(
      false,
      text(Dimension.Field.OPERATIONS, NormalForm::isName, "message/send"),
      text(Dimension.Field.SKILLS, NormalForm::isName, "").orAbsent(),
      text(Dimension.Field.PUSH_URLS, NormalForm::isName, "").orAbsent().or(Form.URL)),

  /** Plain HTTP servers. */
  HTTP(
      false,
      text(Dimension.Field.METHODS, NormalForm::isHttpMethod, "GET"),
      text(Dimension.Field.PATHS, NormalForm::isPath, "/").or(Form.PATH),
      text(Dimension.Field.QUERY, NormalForm::isQuery, ""));

  private final boolean arguments;

  @SuppressWarnings("ImmutableEnumChecker") // A list that cannot be changed, of records.
  private final List<Spec> specs;

  @SuppressWarnings("ImmutableEnumChecker") // Likewise.
  private final List<Dimension.Field> fields;

  Kind(boolean arguments, Spec... specs) {
    this.arguments = arguments;
    this.specs = List.of(specs);
    this.fields = this.specs.stream().map(Spec::field).toList();
  }

  /**
   * What a field may be.
   *
   * @param forms of the constraints on it
   * @param normal whether some request has this value
   * @param example a string that samples are made from, beside those that the rights name; paths
   *     need it, as all of them start with a slash
   * @param optional whether some request has no value
   */
  private record Spec(
      Dimension.Field field,
      Set<Form> forms,
      Predicate<Value> normal,
      String example,
      boolean optional) {
    Spec {
      forms = Collections.unmodifiableSet(EnumSet.copyOf(forms));
    }

    Spec orAbsent() {
      return new Spec(field, forms, normal, example, true);
    }

    Spec or(Form form) {
      Set<Form> more = EnumSet.copyOf(forms);
      more.add(form);
      return new Spec(field, more, normal, example, optional);
    }
  }

  private static Spec text(Dimension.Field field, Predicate<String> normal, String example) {
    return new Spec(
        field,
        EnumSet.of(Form.TEXT),
        v -> v instanceof Value.Text t && normal.test(t.value()),
        example,
        false);
  }

  /** The fields, in the order in which people read them. */
  public List<Dimension.Field> fields() {
    return fields;
  }

  /** Whether calls have arguments. */
  public boolean hasArguments() {
    return arguments;
  }

  /** The {@code type} on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this {@code type}. */
  public static Optional<Kind> ofWire(String type) {
    for (Kind kind : values()) {
      if (kind.wire().equals(type)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The forms that a constraint on this field may have. */
  public Set<Form> forms(Dimension.Field field) {
    return spec(field).forms();
  }

  /** Whether some request has this value, or none, in this field. */
  boolean isReal(Dimension.Field field, Optional<Value> value) {
    Spec spec = spec(field);
    return value.map(spec.normal()::test).orElse(spec.optional());
  }

  /** A string that samples of this field are made from. */
  String example(Dimension.Field field) {
    return spec(field).example();
  }

  /** Refuses constraints, in the order of the fields, on forms that their field never has. */
  void require(Constraint... onFields) {
    for (int i = 0; i < onFields.length; i++) {
      if (!specs.get(i).forms().containsAll(onFields[i].forms())) {
        throw new IllegalArgumentException(
            fields.get(i).name() + " takes no constraint on " + onFields[i].forms());
      }
    }
  }

  private Spec spec(Dimension.Field field) {
    return specs.get(fields.indexOf(field));
  }

  /** The request with these values; a dimension without one is absent. */
  Request request(String server, Map<Dimension, Value> values) {
    return switch (this) {
      case MCP -> Request.Mcp.of(server, values);
      case MODEL -> Request.Model.of(server, values);
      case AGENT -> Request.Agent.of(server, values);
      case HTTP -> Request.Http.of(server, values);
    };
  }

  /** The capability with a constraint on each field; without arguments. */
  public Capability capability(String server, Map<Dimension.Field, Constraint> onFields) {
    List<Constraint> inOrder = new ArrayList<>();
    for (Dimension.Field field : fields) {
      inOrder.add(onFields.get(field));
    }
    return capability(server, inOrder);
  }

  /** The capability with these constraints on its fields, in order; without arguments. */
  Capability capability(String server, List<Constraint> f) {
    return switch (this) {
      case MCP ->
          new Capability.Mcp(
              server, f.get(0), f.get(1), new TreeMap<>(), Capability.OtherArguments.DENY);
      case MODEL -> new Capability.Model(server, f.get(0), f.get(1), f.get(2), f.get(3), f.get(4));
      case AGENT -> new Capability.Agent(server, f.get(0), f.get(1), f.get(2));
      case HTTP -> new Capability.Http(server, f.get(0), f.get(1), f.get(2));
    };
  }
}
