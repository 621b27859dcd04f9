package io.deputy.issuer.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time for people and for machines.
 *
 * @param machine RFC 3339
 * @param text in UTC, to the second
 * @param distance how far from now, roughly
 */
public record Moment(String machine, String text, String distance) {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  static Moment of(Instant at, Instant now) {
    Duration apart = Duration.between(now, at);
    String size = size(apart.abs());
    return new Moment(
        at.toString(), TEXT.format(at), apart.isNegative() ? size + " ago" : "in " + size);
  }

  private static String size(Duration apart) {
    if (apart.toSeconds() < 100) {
      return apart.toSeconds() + " s";
    }
    if (apart.toMinutes() < 100) {
      return apart.toMinutes() + " min";
    }
    return apart.toHours() < 49 ? apart.toHours() + " h" : apart.toDays() + " days";
  }
}
