package io.deputy.verify;

import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a call's arguments does not go into the record. Nothing is kept of a hidden value, not
 * even a digest: that of a value with few possibilities tells the value to whoever has the key, and
 * a key that is lost or must be kept is one more thing to go wrong. So a decision on a hidden
 * argument cannot be recomputed, and the record says where it would have stood.
 *
 * @param everything whether all arguments are hidden, their names too
 * @param places the places (RFC 6901) that are hidden, each with all that is below it
 */
public record Redaction(boolean everything, SortedSet<Pointer> places) {
  /** Hides nothing. */
  public static final Redaction NOTHING = new Redaction(false, new TreeSet<>());

  /** Hides all arguments. */
  public static final Redaction EVERYTHING = new Redaction(true, new TreeSet<>());

  /**
   * @throws IllegalArgumentException if places are named although everything is hidden
   */
  public Redaction {
    places = Collections.unmodifiableSortedSet(new TreeSet<>(places));
    if (everything && !places.isEmpty()) {
      throw new IllegalArgumentException("everything is hidden, so no place is named");
    }
  }

  /** Hides these places and what is below them. */
  public static Redaction of(Set<Pointer> places) {
    return new Redaction(false, new TreeSet<>(places));
  }

  /** Whether there is nothing that it could hide. */
  public boolean hidesNothing() {
    return !everything && places.isEmpty();
  }

  /**
   * Whether the argument there is hidden: its place is, or one above or below it. An argument that
   * is not an object where one was expected has nothing below, and is hidden as a whole.
   */
  public boolean hides(Pointer argument) {
    return everything || places.stream().anyMatch(p -> covers(p, argument));
  }

  private static boolean covers(Pointer place, Pointer argument) {
    return place.equals(argument) || place.isAbove(argument) || argument.isAbove(place);
  }

  /** The request as it may be recorded. Names those places only where something was hidden. */
  public RecordedRequest of(Request request) {
    if (!(request instanceof Request.Mcp call)) {
      return new RecordedRequest.Whole(request);
    }
    SortedMap<Pointer, Value> rest = new TreeMap<>(call.arguments().leaves());
    rest.keySet().removeIf(this::hides);
    if (rest.size() == call.arguments().leaves().size()) {
      return new RecordedRequest.Whole(request);
    }
    return new RecordedRequest.Redacted(
        new Request.Mcp(call.server(), call.operation(), call.name(), new Arguments(rest)),
        usedOn(call.arguments()));
  }

  private Redaction usedOn(Arguments arguments) {
    if (everything) {
      return this;
    }
    SortedSet<Pointer> used = new TreeSet<>(places);
    used.removeIf(p -> arguments.leaves().keySet().stream().noneMatch(a -> covers(p, a)));
    return new Redaction(false, used);
  }
}
