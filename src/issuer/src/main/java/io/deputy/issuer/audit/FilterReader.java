package io.deputy.issuer.audit;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what a query says. What it does not know it refuses: a filter ignored shows too much. */
public final class FilterReader {
  /** The parameters of a filter. */
  public static final Set<String> NAMES =
      Set.of("user", "user_issuer", "agent", "chain", "tool", "verdict", "reason", "from", "until");

  /** Characters of one value: what the columns hold, {@code postgres} cuts names to fewer. */
  private static final int MAX_VALUE = 2_048;

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Set<String> REASONS =
      Arrays.stream(Reason.values()).map(Reason::code).collect(Collectors.toSet());

  /** PostgreSQL knows no later time, and no people need one. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static final Instant EARLIEST = Instant.EPOCH;

  private final Map<String, List<String>> parameters;

  private FilterReader(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads a filter. A parameter without a value counts as absent, as a form sends it.
   *
   * @param parameters each with all its values
   * @param others names of parameters that are for somebody else
   * @throws Refusal {@code parameter_unsupported}, {@code parameter_repeated} or {@code
   *     parameter_invalid}
   */
  public static Filter read(Map<String, List<String>> parameters, Set<String> others)
      throws Refusal {
    for (String name : parameters.keySet()) {
      if (!NAMES.contains(name) && !others.contains(name)) {
        throw new Refusal(
            Reason.PARAMETER_UNSUPPORTED,
            "there is no parameter \"" + name + "\"; there are " + new TreeSet<>(NAMES));
      }
    }
    return new FilterReader(parameters).filter();
  }

  /** The one value of a parameter, if it has one. */
  public static Optional<String> single(Map<String, List<String>> parameters, String name)
      throws Refusal {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new Refusal(
          Reason.PARAMETER_REPEATED, "parameter \"" + name + "\" may be there only once");
    }
    Optional<String> value = values.stream().filter(v -> !v.isEmpty()).findFirst();
    if (value.isPresent() && (value.get().length() > MAX_VALUE || value.get().contains("\0"))) {
      throw invalid(name, "text of at most " + MAX_VALUE + " characters, none of them NUL");
    }
    return value;
  }

  /** A chain's or hop's id. */
  public static Optional<UUID> uuid(Map<String, List<String>> parameters, String name)
      throws Refusal {
    Optional<String> text = single(parameters, name);
    if (text.isPresent() && !UUID_TEXT.matcher(text.get()).matches()) {
      throw invalid(name, "a UUID in lower case");
    }
    return text.map(UUID::fromString);
  }

  /**
   * The chain that a path names.
   *
   * @throws Refusal {@code parameter_invalid} if that is no id
   */
  public static ChainId chain(String id) throws Refusal {
    return uuid(Map.of("id", List.of(id)), "id")
        .map(ChainId::new)
        .orElseThrow(() -> ChainRecord.unknown(id));
  }

  /** The place after which a page begins. */
  public static Optional<Place> after(Map<String, List<String>> parameters) throws Refusal {
    Optional<String> after = single(parameters, "after");
    return after.isPresent() ? Optional.of(Place.read(after.get())) : Optional.empty();
  }

  private Filter filter() throws Refusal {
    Optional<String> reason = single(parameters, "reason");
    if (reason.isPresent() && !REASONS.contains(reason.get())) {
      throw invalid("reason", "one of the reasons that openapi.yaml lists");
    }
    return new Filter(
        single(parameters, "user"),
        single(parameters, "user_issuer"),
        single(parameters, "agent"),
        uuid(parameters, "chain"),
        single(parameters, "tool"),
        verdict(),
        reason,
        time("from", Function.identity()),
        time("until", day -> day.plusDays(1)));
  }

  private Optional<Filter.Verdict> verdict() throws Refusal {
    Optional<String> word = single(parameters, "verdict");
    if (word.isEmpty()) {
      return Optional.empty();
    }
    for (Filter.Verdict verdict : Filter.Verdict.values()) {
      if (verdict.name().toLowerCase(Locale.ROOT).equals(word.get())) {
        return Optional.of(verdict);
      }
    }
    throw invalid("verdict", "allowed, denied or undecided");
  }

  /** A time (RFC 3339), or a whole day of UTC. */
  private Optional<Instant> time(String name, Function<LocalDate, LocalDate> bound) throws Refusal {
    Optional<String> text = single(parameters, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant at =
          text.get().length() == "2026-11-24".length()
              ? bound.apply(LocalDate.parse(text.get())).atStartOfDay().toInstant(ZoneOffset.UTC)
              : Instant.parse(text.get());
      if (!at.isBefore(EARLIEST) && !at.isAfter(LATEST)) {
        return Optional.of(at);
      }
    } catch (DateTimeParseException e) {
      // Refused below, like a time that is out of bounds.
    }
    throw invalid(name, "a time like 2026-11-24T09:00:00Z or a day like 2026-11-24");
  }

  private static Refusal invalid(String name, String wanted) {
    return new Refusal(Reason.PARAMETER_INVALID, "parameter \"" + name + "\" must be " + wanted);
  }
}
