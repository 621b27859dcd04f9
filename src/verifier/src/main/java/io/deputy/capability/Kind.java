package io.deputy.capability;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A kind of resource: which fields its capabilities and requests have, and what a field may be. */
public enum Kind {
  /** MCP servers (Model Context Protocol). */
  MCP {
    @Override
    public List<Dimension> fields() {
      return List.of(Dimension.Field.METHODS, Dimension.Field.NAMES);
    }

    @Override
    boolean hasArguments() {
      return true;
    }

    @Override
    boolean isReal(Dimension field, Optional<Value> value) {
      return value.isEmpty()
          ? field.equals(Dimension.Field.NAMES)
          : value.get() instanceof Value.Text t && NormalForm.isName(t.value());
    }

    @Override
    String example(Dimension field) {
      return field.equals(Dimension.Field.METHODS) ? "tools/call" : "";
    }

    @Override
    Request request(String server, Map<Dimension, Value> values) {
      SortedMap<Pointer, Value> leaves = new TreeMap<>();
      values.forEach(
          (dimension, value) -> {
            if (dimension instanceof Dimension.Argument a) {
              leaves.put(a.pointer(), value);
            }
          });
      return new Request.Mcp(
          server,
          text(values, Dimension.Field.METHODS),
          Optional.ofNullable(values.get(Dimension.Field.NAMES)).map(v -> ((Value.Text) v).value()),
          new Arguments(leaves));
    }
  },

  /** Plain HTTP servers. */
  HTTP {
    @Override
    public List<Dimension> fields() {
      return List.of(Dimension.Field.METHODS, Dimension.Field.PATHS, Dimension.Field.QUERY);
    }

    @Override
    boolean hasArguments() {
      return false;
    }

    @Override
    boolean isReal(Dimension field, Optional<Value> value) {
      if (!(value.orElse(null) instanceof Value.Text t)) {
        return false;
      }
      return field.equals(Dimension.Field.METHODS)
          ? NormalForm.isHttpMethod(t.value())
          : field.equals(Dimension.Field.PATHS)
              ? NormalForm.isPath(t.value())
              : NormalForm.isQuery(t.value());
    }

    @Override
    String example(Dimension field) {
      return field.equals(Dimension.Field.METHODS)
          ? "GET"
          : field.equals(Dimension.Field.PATHS) ? "/" : "";
    }

    @Override
    Request request(String server, Map<Dimension, Value> values) {
      return new Request.Http(
          server,
          text(values, Dimension.Field.METHODS),
          text(values, Dimension.Field.PATHS),
          text(values, Dimension.Field.QUERY));
    }
  };

  /** The fields, in the order in which people read them. */
  public abstract List<Dimension> fields();

  /** Whether calls have arguments. */
  abstract boolean hasArguments();

  /** The {@code type} on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether some request has this value, or none, in this field. */
  abstract boolean isReal(Dimension field, Optional<Value> value);

  /**
   * A string that samples of this field are made from, beside those that the rights name. Paths
   * need it: all of them start with a slash.
   */
  abstract String example(Dimension field);

  /** The request with these values; a dimension without one is absent. */
  abstract Request request(String server, Map<Dimension, Value> values);

  private static String text(Map<Dimension, Value> values, Dimension field) {
    return ((Value.Text) values.get(field)).value();
  }
}
