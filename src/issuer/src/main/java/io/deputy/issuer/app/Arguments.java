package io.deputy.issuer.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a program that is run beside the service. Secrets come from the environment
 * only.
 */
final class Arguments {
  static final Set<String> HELP = Set.of("--help", "-h");

  private final String command;
  private final Map<String, String> given = new HashMap<>();
  private final List<String> others = new ArrayList<>();

  /**
   * Reads them.
   *
   * @param command as it is called, for what is said of mistakes
   * @param flags options without a value
   * @param values options with one
   */
  Arguments(String command, String[] arguments, Set<String> flags, Set<String> values)
      throws CannotStart {
    this.command = command;
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    while (!left.isEmpty()) {
      String argument = left.remove();
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (flags.contains(argument) || HELP.contains(argument)) {
        put(argument, "");
      } else if (values.contains(name)) {
        put(name, equals < 0 ? value(name, left) : argument.substring(equals + 1));
      } else if (argument.startsWith("-")) {
        throw usage("unexpected argument \"" + shown(argument) + "\"");
      } else {
        others.add(argument);
      }
    }
  }

  private void put(String name, String value) throws CannotStart {
    if (given.put(name, value) != null) {
      throw usage("\"" + name + "\" is given twice");
    }
  }

  private String value(String name, Deque<String> left) throws CannotStart {
    if (left.isEmpty()) {
      throw usage("\"" + name + "\" needs a value");
    }
    return left.remove();
  }

  boolean help() {
    return HELP.stream().anyMatch(given::containsKey);
  }

  boolean has(String name) {
    return given.containsKey(name);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(given.get(name));
  }

  /** What is no option, if there is any; there may be one at most. */
  Optional<String> subject() throws CannotStart {
    if (others.size() > 1) {
      throw usage("unexpected argument \"" + shown(others.get(1)) + "\"");
    }
    return others.stream().findFirst();
  }

  void require(boolean held, String otherwise) throws CannotStart {
    if (!held) {
      throw usage(otherwise);
    }
  }

  /** A token on the command line must not end in a log of what was wrong with it. */
  static String shown(String argument) {
    int most = 40;
    return argument.length() <= most ? argument : argument.substring(0, most) + "…";
  }

  CannotStart usage(String problem) {
    return new CannotStart(problem + "; \"deputy " + command + " --help\" says how");
  }
}
