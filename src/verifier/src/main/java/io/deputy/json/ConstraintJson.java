package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Constraint;
import io.deputy.capability.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Constraints as JSON. A string stands for {@code exact}, an array for {@code one_of}; everything
 * else is an object with one member, named for the constraint.
 */
final class ConstraintJson {
  private ConstraintJson() {}

  /** A constraint on a dimension that is a string. */
  static Constraint ofText(At at) throws Refusal {
    Constraint constraint = ofAny(at);
    if (constraint instanceof Constraint.Range
        || (constraint instanceof Constraint.Exact e && !(e.value() instanceof Value.Text))
        || (constraint instanceof Constraint.OneOf o
            && !o.values().stream().allMatch(Value.Text.class::isInstance))) {
      throw at.because(Reason.CONSTRAINT_MALFORMED).expected("a constraint on strings");
    }
    return constraint;
  }

  /** A constraint on an argument. */
  static Constraint ofAny(At place) throws Refusal {
    At at = place.because(Reason.CONSTRAINT_MALFORMED);
    if (at.node() instanceof Node.Text) {
      return new Constraint.Exact(scalar(at));
    }
    if (at.node() instanceof Node.Arr) {
      return oneOf(at);
    }
    if (!(at.node() instanceof Node.Obj obj) || obj.members().size() != 1) {
      throw at.expected("a string, an array, or an object with one constraint");
    }
    Map.Entry<String, At> only = at.members().entrySet().iterator().next();
    At value = only.getValue();
    return switch (only.getKey()) {
      case "exact" -> new Constraint.Exact(scalar(value));
      case "one_of" -> oneOf(value);
      case "prefix" -> new Constraint.Prefix(value.text());
      case "range" -> range(value);
      case "wildcard" -> wildcard(value);
      default ->
          throw value.refuse(
              Reason.CONSTRAINT_UNKNOWN,
              "is no known constraint; use exact, one_of, prefix, range or wildcard");
    };
  }

  private static Constraint oneOf(At at) throws Refusal {
    List<Value.Scalar> values = new ArrayList<>();
    for (At element : at.elements()) {
      Value.Scalar value = scalar(element);
      if (!values.isEmpty() && !value.getClass().equals(values.get(0).getClass())) {
        throw element.expected("of the same type as the value before it");
      }
      values.add(value);
    }
    return new Constraint.OneOf(values);
  }

  private static Constraint range(At at) throws Refusal {
    Map<String, At> ends =
        at.members(
            Set.of(),
            Set.of("min", "max"),
            Reason.CONSTRAINT_MALFORMED,
            Reason.CONSTRAINT_MALFORMED);
    return new Constraint.Range(end(ends.get("min")), end(ends.get("max")));
  }

  private static OptionalLong end(At at) throws Refusal {
    if (at == null) {
      return OptionalLong.empty();
    }
    if (at.node() instanceof Node.Int i) {
      return OptionalLong.of(i.value());
    }
    throw at.expected("an integer of 64 bits");
  }

  private static Constraint wildcard(At at) throws Refusal {
    if (at.node().equals(new Node.Bool(true))) {
      return Constraint.ANYTHING;
    }
    throw at.expected("true");
  }

  private static Value.Scalar scalar(At at) throws Refusal {
    if (at.node() instanceof Node.Text t) {
      return new Value.Text(t.value());
    }
    if (at.node() instanceof Node.Int i) {
      return new Value.Int(i.value());
    }
    if (at.node() instanceof Node.Bool b) {
      return new Value.Bool(b.value());
    }
    throw at.expected("a string, an integer of 64 bits or a boolean");
  }

  static void write(JsonGenerator json, String name, Constraint constraint) throws IOException {
    json.writeFieldName(name);
    if (constraint instanceof Constraint.Exact e && e.value() instanceof Value.Text t) {
      json.writeString(t.value());
      return;
    }
    if (constraint instanceof Constraint.OneOf o) {
      json.writeStartArray();
      for (Value.Scalar value : o.values()) {
        write(json, value);
      }
      json.writeEndArray();
      return;
    }
    json.writeStartObject();
    if (constraint instanceof Constraint.Exact e) {
      json.writeFieldName("exact");
      write(json, e.value());
    } else if (constraint instanceof Constraint.Prefix p) {
      json.writeStringField("prefix", p.prefix());
    } else if (constraint instanceof Constraint.Range r) {
      json.writeObjectFieldStart("range");
      if (r.min().isPresent()) {
        json.writeNumberField("min", r.min().getAsLong());
      }
      if (r.max().isPresent()) {
        json.writeNumberField("max", r.max().getAsLong());
      }
      json.writeEndObject();
    } else {
      json.writeBooleanField("wildcard", true);
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Value.Scalar value) throws IOException {
    if (value instanceof Value.Text t) {
      json.writeString(t.value());
    } else if (value instanceof Value.Int i) {
      json.writeNumber(i.value());
    } else {
      json.writeBoolean(((Value.Bool) value).value());
    }
  }
}
