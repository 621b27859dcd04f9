package io.deputy.issuer.audit;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an item in what is found, which stays where it is while others come before it: its
 * time, and what tells it from others of that time. As text it is opaque to clients.
 *
 * @param at its time, in microseconds
 * @param id the hop, or the gateway's stream
 * @param number in the stream; 0 for hops
 * @param gateway whose stream it is; empty for hops
 */
public record Place(Instant at, UUID id, long number, String gateway) {
  /** Times from 1970 to 9999; the largest number of a stream has 19 digits. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(0|[1-9][0-9]{0,17})\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + "\\.(0|[1-9][0-9]{0,17})\\.(.{0,256})",
          Pattern.DOTALL);

  private static final long MICROS = 1_000_000;
  private static final long NANOS_OF_MICRO = 1_000;

  public Place {
    at = at.truncatedTo(ChronoUnit.MICROS);
    Objects.requireNonNull(id);
    Objects.requireNonNull(gateway);
  }

  /** Of a hop. */
  public static Place of(Instant at, UUID hop) {
    return new Place(at, hop, 0, "");
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws Refusal {@code parameter_invalid} if it did not
   */
  public static Place read(String text) throws Refusal {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches() || text.contains("\0")) {
      throw new Refusal(
          Reason.PARAMETER_INVALID, "parameter \"after\" must be the \"next\" of a page before");
    }
    long micros = Long.parseLong(parts.group(1));
    return new Place(
        Instant.ofEpochSecond(micros / MICROS, micros % MICROS * NANOS_OF_MICRO),
        UUID.fromString(parts.group(2)),
        Long.parseLong(parts.group(3)),
        parts.group(4));
  }

  /** For the next request. */
  public String text() {
    long micros = at.getEpochSecond() * MICROS + at.getNano() / NANOS_OF_MICRO;
    return micros + "." + id + "." + number + "." + gateway;
  }
}
