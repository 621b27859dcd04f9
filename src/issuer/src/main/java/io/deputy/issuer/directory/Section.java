package io.deputy.issuer.directory;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.json.RightsJson;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One mapping of a directory, read strictly: every field is asked for by name and {@link #end}
 * reports what was not asked for. What is wrong is reported, and a stand-in returned, so that the
 * rest is read too; a directory with problems is never used.
 */
final class Section {
  /** Longer than any name has to be; bounds what is compared and shown. */
  private static final int MAX_FIELD_CHARACTERS = 64;

  private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final Problems problems;
  private final JsonPointer pointer;
  private final String place;
  private final ObjectNode node;

  /** Whether it was no mapping, and everything about it has been said. */
  private final boolean broken;

  private final Set<String> asked = new HashSet<>();

  private Section(
      Problems problems, JsonPointer pointer, String place, ObjectNode node, boolean broken) {
    this.problems = problems;
    this.pointer = pointer;
    this.place = place;
    this.node = node;
    this.broken = broken;
  }

  /** The whole directory. */
  static Section root(JsonNode node, Problems problems) {
    return of(problems, JsonPointer.empty(), "", node);
  }

  private static Section of(Problems problems, JsonPointer pointer, String place, JsonNode node) {
    if (node instanceof ObjectNode object) {
      return new Section(problems, pointer, place, object, false);
    }
    problems.add(pointer, (place.isEmpty() ? "the directory" : place) + " must be a mapping");
    return new Section(problems, pointer, place, JsonNodeFactory.instance.objectNode(), true);
  }

  /** Says what is wrong with {@code field}. */
  void report(String field, String problem) {
    report(pointer.appendProperty(field), at(field), problem);
  }

  /** Says what is wrong with the whole mapping. */
  void reportSelf(String problem) {
    report(pointer, place, problem);
  }

  private void report(JsonPointer pointer, String place, String problem) {
    if (!broken) {
      problems.add(pointer, place + " " + problem);
    }
  }

  private String at(String field) {
    return place.isEmpty() ? field : place + "." + field;
  }

  Optional<JsonNode> node(String field) {
    asked.add(field);
    return Optional.ofNullable(node.get(field));
  }

  /** The value of a field that must be there; the problem is reported if it is not. */
  Optional<JsonNode> require(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      report(field, "is missing");
    }
    return value;
  }

  /** The name of a secret that is kept elsewhere; never a path. */
  String secretName(String field) {
    String name = text(field);
    if (!name.isEmpty() && !SECRET_NAME.matcher(name).matches()) {
      report(field, "must be the name of a file in the folder of secrets, without a path");
    }
    return name;
  }

  /** The mapping that {@code field} is; the stand-in for a missing one is empty and silent. */
  Section section(String field) {
    Optional<JsonNode> value = require(field);
    JsonPointer at = pointer.appendProperty(field);
    return value.isPresent()
        ? of(problems, at, at(field), value.get())
        : new Section(problems, at, at(field), JsonNodeFactory.instance.objectNode(), true);
  }

  Optional<String> optionalText(String field) {
    return node(field).map(value -> text(pointer.appendProperty(field), at(field), value));
  }

  /** A string that is not blank; empty stands in for one that is not there. */
  String text(String field) {
    return require(field)
        .map(value -> text(pointer.appendProperty(field), at(field), value))
        .orElse("");
  }

  private String text(JsonPointer pointer, String place, JsonNode value) {
    if (value.isTextual() && !value.textValue().isBlank()) {
      return value.textValue();
    }
    report(pointer, place, "must be a string; quote it if it looks like a number");
    return "";
  }

  boolean flag(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isPresent() && !value.get().isBoolean()) {
      report(field, "must be true or false");
    }
    return value.isPresent() && value.get().booleanValue();
  }

  int number(String field, int min, int max, int unlessGiven) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return unlessGiven;
    }
    JsonNode number = value.get();
    if (!number.canConvertToInt()
        || !number.isIntegralNumber()
        || number.intValue() < min
        || number.intValue() > max) {
      report(field, "must be a whole number from " + min + " to " + max);
      return unlessGiven;
    }
    return number.intValue();
  }

  Duration duration(String field, Duration max) {
    String text = text(field);
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with what would be right.
    }
    if (!text.isEmpty()) {
      report(
          field,
          "\"" + text + "\" is not a duration from PT1S to " + max + "; write for instance PT1H");
    }
    return max;
  }

  SortedSet<String> texts(String field) {
    SortedSet<String> texts = new TreeSet<>();
    List<JsonNode> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      texts.add(text(itemPointer(field, i), itemPlace(field, i), items.get(i)));
    }
    return texts;
  }

  <E extends Enum<E>> E oneOf(String field, Class<E> values) {
    String text = text(field);
    List<String> words = new ArrayList<>();
    for (E value : values.getEnumConstants()) {
      String word = value.name().toLowerCase(Locale.ROOT);
      if (word.equals(text)) {
        return value;
      }
      words.add(word);
    }
    if (!text.isEmpty()) {
      report(field, "\"" + text + "\" is none of " + String.join(", ", words));
    }
    return values.getEnumConstants()[0];
  }

  Rights rights(String field) {
    Optional<JsonNode> value = require(field);
    if (value.isEmpty()) {
      return Rights.NONE;
    }
    try {
      return RightsJson.read(value.get().toString());
    } catch (Refusal whole) {
      reportCapability(field, value.get(), whole);
      return Rights.NONE;
    }
  }

  /** Names the capability that is wrong, if it is one by itself. */
  private void reportCapability(String field, JsonNode rights, Refusal whole) {
    for (int i = 0; rights.isArray() && i < rights.size(); i++) {
      try {
        RightsJson.read("[" + rights.get(i) + "]");
      } catch (Refusal e) {
        report(itemPointer(field, i), itemPlace(field, i), "is refused: " + whole.getMessage());
        return;
      }
    }
    report(field, "is refused: " + whole.getMessage());
  }

  /** The mappings of a list; an absent list has none. */
  List<Section> sections(String field) {
    List<Section> sections = new ArrayList<>();
    List<JsonNode> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      sections.add(of(problems, itemPointer(field, i), itemPlace(field, i), items.get(i)));
    }
    return sections;
  }

  private List<JsonNode> items(String field) {
    Optional<JsonNode> value = node(field);
    List<JsonNode> items = new ArrayList<>();
    if (value.isPresent() && !value.get().isArray()) {
      report(field, "must be a list");
    } else {
      value.ifPresent(list -> list.forEach(items::add));
    }
    return items;
  }

  private JsonPointer itemPointer(String field, int index) {
    return pointer.appendProperty(field).appendIndex(index);
  }

  private String itemPlace(String field, int index) {
    return at(field) + "[" + index + "]";
  }

  /** The names of the fields that this mapping has. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Reports fields that nobody asked for. */
  void end() {
    for (String name : names()) {
      if (!asked.contains(name)) {
        Optional<String> meant =
            name.length() > MAX_FIELD_CHARACTERS ? Optional.empty() : Nearest.to(name, asked);
        report(
            name,
            meant.isPresent()
                ? "is not known; did you mean \"" + meant.get() + "\"?"
                : "is not known; known here are " + String.join(", ", new TreeSet<>(asked)));
      }
    }
  }
}
