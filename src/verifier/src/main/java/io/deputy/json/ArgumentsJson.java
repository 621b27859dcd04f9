package io.deputy.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The arguments of a call: a JSON object, of which rights see the leaves. */
public final class ArgumentsJson {
  private ArgumentsJson() {}

  /**
   * The leaves of an object; none if there is no object at all.
   *
   * @throws Refusal {@code REQUEST_TOO_LARGE} if there are more than {@link Arguments#MAX_LEAVES}
   *     leaves, or more than {@link Arguments#MAX_NESTING} arrays and objects inside each other,
   *     the outermost included
   */
  public static Arguments read(At at) throws Refusal {
    if (at == null) {
      return Arguments.NONE;
    }
    SortedMap<Pointer, Value> leaves = new TreeMap<>();
    bound(at.node(), 0, at);
    for (Map.Entry<String, At> member : at.members().entrySet()) {
      collect(Pointer.ofMember(member.getKey()), member.getValue().node(), leaves);
    }
    if (leaves.size() > Arguments.MAX_LEAVES) {
      throw at.refuse(
          Reason.REQUEST_TOO_LARGE,
          "has more than " + Arguments.MAX_LEAVES + " leaves; send fewer arguments");
    }
    return new Arguments(leaves);
  }

  /** Counts the arrays and objects that a value is in. */
  private static void bound(Node node, int around, At at) throws Refusal {
    Collection<Node> inside =
        node instanceof Node.Obj obj
            ? obj.members().values()
            : node instanceof Node.Arr arr ? arr.elements() : List.of();
    boolean container = node instanceof Node.Obj || node instanceof Node.Arr;
    if (container && around >= Arguments.MAX_NESTING) {
      throw at.refuse(
          Reason.REQUEST_TOO_LARGE,
          "nests deeper than " + Arguments.MAX_NESTING + "; send flatter arguments");
    }
    for (Node value : inside) {
      bound(value, around + 1, at);
    }
  }

  private static void collect(Pointer pointer, Node node, SortedMap<Pointer, Value> leaves) {
    if (node instanceof Node.Obj obj && !obj.members().isEmpty()) {
      obj.members().forEach((name, member) -> collect(pointer.child(name), member, leaves));
    } else {
      leaves.put(pointer, leaf(node));
    }
  }

  private static Value leaf(Node node) {
    if (node instanceof Node.Text t) {
      return new Value.Text(t.value());
    }
    if (node instanceof Node.Int i) {
      return new Value.Int(i.value());
    }
    if (node instanceof Node.Bool b) {
      return new Value.Bool(b.value());
    }
    return node instanceof Node.Arr arr ? array(arr.elements()) : new Value.Opaque();
  }

  private static Value array(List<Node> elements) {
    List<String> texts = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    for (Node element : elements) {
      if (element instanceof Node.Text t) {
        texts.add(t.value());
      } else if (element instanceof Node.Int i) {
        integers.add(i.value());
      }
    }
    if (elements.isEmpty()) {
      return new Value.Opaque();
    }
    if (texts.size() == elements.size()) {
      return new Value.Texts(new TreeSet<>(texts));
    }
    return integers.size() == elements.size()
        ? new Value.Ints(new TreeSet<>(integers))
        : new Value.Opaque();
  }

  /** Writes the object with these leaves; an opaque one as null. */
  static void write(JsonGenerator json, Arguments arguments) throws IOException {
    write(json, arguments.leaves(), "");
  }

  /** Writes the object at {@code place}, of which {@code leaves} are all leaves. */
  private static void write(JsonGenerator json, SortedMap<Pointer, Value> leaves, String place)
      throws IOException {
    Map<String, SortedMap<Pointer, Value>> members = new TreeMap<>();
    leaves.forEach(
        (pointer, value) -> {
          int end = pointer.text().indexOf('/', place.length() + 1);
          String member = end < 0 ? pointer.text() : pointer.text().substring(0, end);
          members.computeIfAbsent(member, m -> new TreeMap<>()).put(pointer, value);
        });
    json.writeStartObject();
    for (Map.Entry<String, SortedMap<Pointer, Value>> member : members.entrySet()) {
      String escaped = member.getKey().substring(place.length() + 1);
      json.writeFieldName(escaped.replace("~1", "/").replace("~0", "~"));
      Optional<Value> leaf =
          Optional.ofNullable(member.getValue().get(new Pointer(member.getKey())));
      if (leaf.isPresent()) {
        write(json, leaf.get());
      } else {
        write(json, member.getValue(), member.getKey());
      }
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Value value) throws IOException {
    if (value instanceof Value.Text t) {
      json.writeString(t.value());
    } else if (value instanceof Value.Int i) {
      json.writeNumber(i.value());
    } else if (value instanceof Value.Bool b) {
      json.writeBoolean(b.value());
    } else if (value instanceof Value.Texts t) {
      String[] texts = t.values().toArray(String[]::new);
      json.writeArray(texts, 0, texts.length);
    } else if (value instanceof Value.Ints i) {
      long[] integers = i.values().stream().mapToLong(Long::longValue).toArray();
      json.writeArray(integers, 0, integers.length);
    } else {
      json.writeNull();
    }
  }
}
