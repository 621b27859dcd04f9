package io.deputy.issuer.admin;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a change rests on (RFC 9110, section 13.1), so that nobody overwrites what she has not seen.
 *
 * @param tags the strong entity tags one of which must be current, {@code *} for any; empty if
 *     nothing may be there yet
 */
public record Precondition(Set<String> tags) {
  private static final String ANY = "*";

  public Precondition {
    tags = Set.copyOf(tags);
  }

  /**
   * Reads the headers {@code If-Match} and {@code If-None-Match}, one of which must be there.
   *
   * @throws Refusal {@code precondition_missing} without one of them; {@code parameter_invalid} for
   *     what has no meaning here
   */
  public static Precondition read(Optional<String> ifMatch, Optional<String> ifNoneMatch)
      throws Refusal {
    if (ifMatch.isPresent() == ifNoneMatch.isPresent()) {
      throw new Refusal(
          Reason.PRECONDITION_MISSING,
          "say what the change rests on: \"If-Match\" with the ETag that was read, or"
              + " \"If-None-Match: *\" for a new entry");
    }
    if (ifNoneMatch.isPresent()) {
      if (!ifNoneMatch.get().strip().equals(ANY)) {
        throw new Refusal(Reason.PARAMETER_INVALID, "If-None-Match can only be *");
      }
      return new Precondition(Set.of());
    }
    return new Precondition(
        Arrays.stream(ifMatch.get().split(",", -1))
            .map(String::strip)
            .filter(tag -> !tag.isEmpty())
            .collect(Collectors.toSet()));
  }

  /**
   * @param current the tag of what is there; none if nothing is
   * @throws Refusal {@code precondition_failed} if that is not what the change rests on
   */
  void require(Optional<String> current) throws Refusal {
    boolean met =
        tags.isEmpty()
            ? current.isEmpty()
            : current.isPresent() && (tags.contains(ANY) || tags.contains(current.get()));
    if (!met) {
      throw new Refusal(
          Reason.PRECONDITION_FAILED,
          current
              .map(tag -> "it is " + tag + " by now; read it again and decide anew")
              .orElse("nothing is there; create it with \"If-None-Match: *\""));
    }
  }
}
