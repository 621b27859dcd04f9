package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.capability.Constraint;
import io.deputy.capability.Value;
import java.io.IOException;
import java.util.List;

/** Writes constraints in the one form that {@link ConstraintJson} reads them back from. */
final class ConstraintWriter {
  private final JsonGenerator json;

  ConstraintWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(String name, Constraint constraint) throws IOException {
    json.writeFieldName(name);
    write(constraint);
  }

  private void write(Constraint constraint) throws IOException {
    if (constraint instanceof Constraint.Exact e && e.value() instanceof Value.Text t) {
      json.writeString(t.value());
      return;
    }
    if (constraint instanceof Constraint.OneOf o) {
      write(o.values());
      return;
    }
    json.writeStartObject();
    member(constraint);
    json.writeEndObject();
  }

  private void member(Constraint constraint) throws IOException {
    if (constraint instanceof Constraint.Exact e) {
      json.writeFieldName("exact");
      write(e.value());
    } else if (constraint instanceof Constraint.NotOneOf n) {
      json.writeFieldName("not_one_of");
      write(n.values());
    } else if (constraint instanceof Constraint.Range r) {
      range(r);
    } else if (constraint instanceof Constraint.Contains c) {
      json.writeFieldName("contains");
      write(c.values());
    } else if (constraint instanceof Constraint.Subset s) {
      json.writeFieldName("subset");
      write(s.values());
    } else if (constraint instanceof Constraint.All a) {
      members("all", a.members());
    } else if (constraint instanceof Constraint.Any a) {
      members("any", a.members());
    } else if (constraint instanceof Constraint.Prefix p) {
      json.writeStringField("prefix", p.prefix());
    } else if (constraint instanceof Constraint.Subpath s) {
      json.writeStringField("subpath", s.root());
    } else if (constraint instanceof Constraint.Cidr c) {
      json.writeStringField("cidr", c.network().text() + "/" + c.bits());
    } else if (constraint instanceof Constraint.Url u) {
      json.writeStringField("url", u.base().text());
    } else if (constraint instanceof Constraint.Wildcard) {
      json.writeBooleanField("wildcard", true);
    } else {
      throw new IllegalStateException("no JSON for " + constraint.getClass());
    }
  }

  private void range(Constraint.Range range) throws IOException {
    json.writeObjectFieldStart("range");
    if (range.min().isPresent()) {
      json.writeNumberField("min", range.min().getAsLong());
    }
    if (range.max().isPresent()) {
      json.writeNumberField("max", range.max().getAsLong());
    }
    json.writeEndObject();
  }

  // Recurses as deep as constraints nest.
  private void members(String name, List<Constraint> members) throws IOException {
    json.writeArrayFieldStart(name);
    for (Constraint member : members) {
      write(member);
    }
    json.writeEndArray();
  }

  private void write(List<Value.Scalar> values) throws IOException {
    json.writeStartArray();
    for (Value.Scalar value : values) {
      write(value);
    }
    json.writeEndArray();
  }

  private void write(Value.Scalar value) throws IOException {
    if (value instanceof Value.Text t) {
      json.writeString(t.value());
    } else if (value instanceof Value.Int i) {
      json.writeNumber(i.value());
    } else {
      json.writeBoolean(((Value.Bool) value).value());
    }
  }
}
