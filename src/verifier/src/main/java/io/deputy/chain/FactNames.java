package io.deputy.chain;

import io.deputy.capability.Dimension;
import io.deputy.capability.Form;
import io.deputy.capability.Pointer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which request facts say what: fields by their name, arguments by the form of their value. */
public final class FactNames {
  /** Where the URL that an agent is told to notify stands, as if it were an argument. */
  public static final Pointer PUSH_URL = new Pointer("/push_url");

  private static final Map<Dimension.Field, String> FIELDS =
      Map.of(
          Dimension.Field.METHODS, "operation",
          Dimension.Field.OPERATIONS, "operation",
          Dimension.Field.NAMES, "name",
          Dimension.Field.PATHS, "name",
          Dimension.Field.QUERY, "query",
          Dimension.Field.PROVIDER, "provider",
          Dimension.Field.MODELS, "model",
          Dimension.Field.REGIONS, "region",
          Dimension.Field.MAX_OUTPUT_TOKENS, "max_output_tokens",
          Dimension.Field.SKILLS, "skill");

  private static final Map<Form, String> ARGUMENTS =
      new EnumMap<>(
          Map.of(
              Form.TEXT, "arg",
              Form.INTEGER, "arg_int",
              Form.BOOLEAN, "arg_bool",
              Form.SET, "arg_set",
              Form.PATH, "arg_path",
              Form.URL, "arg_url",
              Form.IPV4, "arg_ip4",
              Form.IPV6, "arg_ip6"));

  private FactNames() {}

  /** The fact about a field; none if the field stands at a place, like an argument. */
  public static Optional<String> of(Dimension.Field field) {
    return Optional.ofNullable(FIELDS.get(field));
  }

  /** The fact about an argument of this form: its place, and then its {@link #parts}. */
  public static String of(Form form) {
    return ARGUMENTS.get(form);
  }

  /**
   * What an argument of this form consists of: one letter for each term, or nothing for the one
   * term that it is. A URL is scheme, host, port and path; an IPv6 address four words of 32 bits.
   */
  public static List<String> parts(Form form) {
    return switch (form) {
      case URL -> List.of("s", "h", "o", "t");
      case IPV6 -> List.of("a", "b", "c", "d");
      default -> List.of("");
    };
  }

  /** The form of arguments that facts of this name are about. */
  static Optional<Form> form(String name) {
    return ARGUMENTS.entrySet().stream()
        .filter(e -> e.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
