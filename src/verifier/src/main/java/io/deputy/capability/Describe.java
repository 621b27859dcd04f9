package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rights and requests in words, for people: one line, the same one every time. Strings may come
 * from an attacker: what could hide or reorder text (control, format and bidirectional characters)
 * is escaped, and what is long is cut.
 */
public final class Describe {
  /** Code points of a string that are shown; longer ones are cut and say how long they are. */
  static final int MAX_SHOWN = 200;

  /** Alternatives of a list that are shown; of longer ones, how many more there are. */
  static final int MAX_LISTED = 30;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:/@-]+");

  private Describe() {}

  /** For instance {@code may call search on https://… where /repo starts with "acme/"}. */
  public static String capability(Capability capability) {
    if (capability instanceof Capability.Mcp mcp) {
      return mcp(mcp);
    }
    if (capability instanceof Capability.Model model) {
      return model(model);
    }
    return capability instanceof Capability.Agent agent
        ? agent(agent)
        : http((Capability.Http) capability);
  }

  private static String http(Capability.Http http) {
    List<String> conditions = new ArrayList<>();
    condition(conditions, "the path", http.paths());
    condition(conditions, "the query", http.query());
    return "may send "
        + nouns(http.methods(), "method")
        + " to "
        + escape(http.server())
        + where(conditions);
  }

  private static String model(Capability.Model model) {
    List<String> conditions = new ArrayList<>();
    boolean atMost =
        model.maxOutputTokens() instanceof Constraint.Range r
            && r.min().isEmpty()
            && r.max().isPresent();
    if (!atMost) {
      condition(conditions, "the bound on output tokens", model.maxOutputTokens());
    }
    return "may use "
        + (isNamed(model.models()) ? "model " : "")
        + nouns(model.models(), "model")
        + phrase(" of ", model.provider(), "provider")
        + phrase(" in ", model.regions(), "region")
        + " for "
        + nouns(model.operations(), "operation")
        + " on "
        + escape(model.server())
        + (atMost ? " with " + tokens(((Constraint.Range) model.maxOutputTokens()).max()) : "")
        + where(conditions);
  }

  private static String tokens(OptionalLong bound) {
    return "at most " + bound.getAsLong() + " output tokens";
  }

  private static String agent(Capability.Agent agent) {
    List<String> conditions = new ArrayList<>();
    condition(conditions, "the push URL", agent.pushUrls());
    return "may send "
        + nouns(agent.operations(), "operation")
        + " to agent "
        + escape(agent.server())
        + phrase(isNamed(agent.skills()) ? " for skill " : " for ", agent.skills(), "skill")
        + where(conditions);
  }

  /** Nothing is said of what may be anything. */
  private static void condition(List<String> conditions, String what, Constraint constraint) {
    if (!(constraint instanceof Constraint.Wildcard)) {
      conditions.add(what + " " + ConstraintWords.closed(constraint));
    }
  }

  private static String phrase(String before, Constraint constraint, String noun) {
    return constraint instanceof Constraint.Wildcard ? "" : before + nouns(constraint, noun);
  }

  /** Whether values are listed, at least one. */
  private static boolean isNamed(Constraint constraint) {
    return constraint instanceof Constraint.Exact
        || (constraint instanceof Constraint.OneOf o && !o.values().isEmpty());
  }

  private static String mcp(Capability.Mcp mcp) {
    boolean call = nouns(mcp.methods(), "method").equals("tools/call");
    String what =
        call
            ? "may call " + nouns(mcp.names(), "tool")
            : "may send " + nouns(mcp.methods(), "method") + " for " + nouns(mcp.names(), "name");
    List<String> conditions = new ArrayList<>();
    mcp.arguments()
        .forEach((p, c) -> conditions.add(escape(p.text()) + " " + ConstraintWords.closed(c)));
    String others =
        mcp.otherArguments() == Capability.OtherArguments.ALLOW
            ? ", with any other arguments"
            : mcp.arguments().isEmpty() ? " without arguments" : ", with no other arguments";
    return what + " on " + escape(mcp.server()) + where(conditions) + others;
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /** For instance {@code create_issue, search_issues}. */
  private static String nouns(Constraint constraint, String noun) {
    if (constraint instanceof Constraint.Exact e) {
      return word(e.value());
    }
    if (constraint instanceof Constraint.OneOf o) {
      return o.values().isEmpty() ? "no " + noun : list(o.values(), Describe::word);
    }
    return constraint instanceof Constraint.Wildcard
        ? "any " + noun
        : "any " + noun + " that " + ConstraintWords.closed(constraint);
  }

  /** For instance {@code starts with "acme/"}. */
  public static String constraint(Constraint constraint) {
    return ConstraintWords.of(constraint);
  }

  /** For instance {@code tools/call delete_repo on https://mcp.acme.example/github}. */
  public static String request(Request request) {
    if (request instanceof Request.Mcp mcp) {
      String name = mcp.name().map(n -> " " + word(new Value.Text(n))).orElse("");
      String with =
          mcp.arguments().leaves().entrySet().stream()
              .map(e -> escape(e.getKey().text()) + " " + value(e.getValue()))
              .collect(Collectors.joining(", "));
      return word(new Value.Text(mcp.operation()))
          + name
          + " on "
          + escape(mcp.server())
          + (with.isEmpty() ? "" : " with " + with);
    }
    if (request instanceof Request.Model model) {
      return word(new Value.Text(model.operation()))
          + " with model "
          + word(new Value.Text(model.model()))
          + phrase(" of ", model.provider())
          + phrase(" in ", model.region())
          + " on "
          + escape(model.server())
          + (model.maxOutputTokens().isPresent() ? " with " + tokens(model.maxOutputTokens()) : "");
    }
    if (request instanceof Request.Agent agent) {
      return word(new Value.Text(agent.operation()))
          + " to agent "
          + escape(agent.server())
          + phrase(" for skill ", agent.skill())
          + phrase(" with notifications to ", agent.pushUrl());
    }
    Request.Http http = (Request.Http) request;
    String query = http.query().isEmpty() ? "" : "?" + escape(http.query());
    return escape(http.method())
        + " "
        + escape(http.path())
        + query
        + " on "
        + escape(http.server());
  }

  private static String phrase(String before, Optional<String> value) {
    return value.map(v -> before + word(new Value.Text(v))).orElse("");
  }

  static String value(Value value) {
    if (value instanceof Value.Text t) {
      return quote(t.value());
    }
    if (value instanceof Value.Int i) {
      return Long.toString(i.value());
    }
    if (value instanceof Value.Bool b) {
      return Boolean.toString(b.value());
    }
    if (value instanceof Value.Texts t) {
      return "[" + list(List.copyOf(t.values()), Describe::quote) + "]";
    }
    return value instanceof Value.Ints i
        ? "[" + list(List.copyOf(i.values()), String::valueOf) + "]"
        : "null or another value";
  }

  static String word(Value value) {
    boolean plain = value instanceof Value.Text t && WORD.matcher(t.value()).matches();
    return plain ? escape(((Value.Text) value).value()) : value(value);
  }

  static <T> String list(List<? extends T> values, Function<T, String> each) {
    String shown = values.stream().limit(MAX_LISTED).map(each).collect(Collectors.joining(", "));
    int more = values.size() - MAX_LISTED;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  /** The string between quotes, escaped. */
  public static String quote(String text) {
    return "\"" + escape(text) + "\"";
  }

  /** The string without anything that could hide, reorder or end text; cut if it is long. */
  public static String escape(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(MAX_SHOWN).forEach(c -> shown.append(escape(c)));
    long length = text.codePoints().count();
    return length <= MAX_SHOWN ? shown.toString() : shown + "… (" + length + " characters)";
  }

  private static String escape(int c) {
    if (c == '"' || c == '\\') {
      return "\\" + Character.toString(c);
    }
    boolean hidden =
        switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          case Character.SPACE_SEPARATOR -> c != ' ';
          default -> false;
        };
    return hidden ? String.format("\\u{%x}", c) : Character.toString(c);
  }

  /** What a dimension takes; empty means that it must be absent. */
  static String dimension(Optional<Constraint> constraint) {
    return constraint.map(Describe::constraint).orElse("is absent");
  }
}
