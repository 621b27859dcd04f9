package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * One mapping of the directory file, read strictly: every field is asked for by name and {@link
 * #end} refuses what was not asked for. Errors name the place.
 */
final class Section {
  private final String place;
  private final ObjectNode node;
  private final Set<String> asked = new HashSet<>();

  private Section(String place, ObjectNode node) {
    this.place = place;
    this.node = node;
  }

  static Section of(String place, JsonNode node) throws DirectoryInvalid {
    if (node instanceof ObjectNode object) {
      return new Section(place, object);
    }
    throw new DirectoryInvalid(place + ": must be a mapping");
  }

  /** The error that {@code field} causes. */
  DirectoryInvalid invalid(String field, String problem) {
    return new DirectoryInvalid(at(field) + ": " + problem);
  }

  String at(String field) {
    return place.isEmpty() ? field : place + "." + field;
  }

  Optional<JsonNode> node(String field) {
    asked.add(field);
    return Optional.ofNullable(node.get(field));
  }

  JsonNode require(String field) throws DirectoryInvalid {
    return node(field).orElseThrow(() -> invalid(field, "is missing"));
  }

  Optional<String> optionalText(String field) throws DirectoryInvalid {
    Optional<JsonNode> value = node(field);
    return value.isEmpty() ? Optional.empty() : Optional.of(text(at(field), value.get()));
  }

  String text(String field) throws DirectoryInvalid {
    return text(at(field), require(field));
  }

  private static String text(String at, JsonNode value) throws DirectoryInvalid {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new DirectoryInvalid(at + ": must be a string; quote it if it looks like a number");
    }
    return value.textValue();
  }

  /** The name of a secret that is kept elsewhere; never a path. */
  String secretName(String field) throws DirectoryInvalid {
    String name = text(field);
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw invalid(field, "must be the name of a file in the folder of secrets, without a path");
    }
    return name;
  }

  boolean flag(String field) throws DirectoryInvalid {
    Optional<JsonNode> value = node(field);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw invalid(field, "must be true or false");
    }
    return value.isPresent() && value.get().booleanValue();
  }

  int number(String field, int min, int max, int unlessGiven) throws DirectoryInvalid {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return unlessGiven;
    }
    JsonNode number = value.get();
    if (!number.canConvertToInt()
        || !number.isIntegralNumber()
        || number.intValue() < min
        || number.intValue() > max) {
      throw invalid(field, "must be a whole number from " + min + " to " + max);
    }
    return number.intValue();
  }

  Duration duration(String field, Duration max) throws DirectoryInvalid {
    String text = text(field);
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with what would be right.
    }
    throw invalid(
        field, "\"" + text + "\" is not a duration from PT1S to " + max + ", for instance PT1H");
  }

  SortedSet<String> texts(String field) throws DirectoryInvalid {
    SortedSet<String> texts = new TreeSet<>();
    List<JsonNode> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      texts.add(text(at(field) + "[" + i + "]", items.get(i)));
    }
    return texts;
  }

  <E extends Enum<E>> E oneOf(String field, Class<E> values) throws DirectoryInvalid {
    String text = text(field);
    List<String> words = new ArrayList<>();
    for (E value : values.getEnumConstants()) {
      String word = value.name().toLowerCase(Locale.ROOT);
      if (word.equals(text)) {
        return value;
      }
      words.add(word);
    }
    throw invalid(field, "\"" + text + "\" is none of " + String.join(", ", words));
  }

  Rights rights(String field) throws DirectoryInvalid {
    try {
      return RightsJson.read(require(field).toString());
    } catch (Refusal e) {
      throw invalid(field, e.getMessage());
    }
  }

  /** The mappings of a list; an absent list has none. */
  List<Section> sections(String field) throws DirectoryInvalid {
    List<Section> sections = new ArrayList<>();
    List<JsonNode> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      sections.add(of(at(field) + "[" + i + "]", items.get(i)));
    }
    return sections;
  }

  private List<JsonNode> items(String field) throws DirectoryInvalid {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!value.get().isArray()) {
      throw invalid(field, "must be a list");
    }
    List<JsonNode> items = new ArrayList<>();
    value.get().forEach(items::add);
    return items;
  }

  /** The names of the fields that this mapping has. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Refuses fields that nobody asked for. */
  void end() throws DirectoryInvalid {
    for (String name : names()) {
      if (!asked.contains(name)) {
        throw invalid(name, "is not a field that exists here; check its spelling");
      }
    }
  }
}
