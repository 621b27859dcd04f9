package io.deputy.chain;

import io.deputy.capability.Dimension;
import io.deputy.capability.Form;
import io.deputy.capability.Pointer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

  private static final Map<String, Form> FORMS =
      ARGUMENTS.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  /** The server that a request goes to, and its kind. */
  public static final String RESOURCE = "resource";

  /** The places of all arguments. */
  public static final String LEAVES = "arg_paths";

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

  /** The form of arguments that facts of this name are about; none if it is no such name. */
  public static Optional<Form> form(String name) {
    return Optional.ofNullable(FORMS.get(name));
  }

  /** Whether a request of some kind has a fact of this name. */
  public static boolean isOfRequests(String name) {
    return FIELDS.containsValue(name)
        || FORMS.containsKey(name)
        || name.equals(RESOURCE)
        || name.equals(LEAVES);
  }
}
