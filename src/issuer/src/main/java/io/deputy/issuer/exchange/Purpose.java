package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why something is asked for, in the words of whoever asks: recorded and shown, never trusted. */
public final class Purpose {
  /** A sentence or two; it stands in every row of the record. */
  private static final int MAX_CHARACTERS = 512;

  /**
   * No line ends and control characters, and none that turn the direction of writing: a purpose is
   * one line in what auditors read, and looks there like what it is.
   */
  private static final Pattern UNSHOWABLE =
      Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9F}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");

  private Purpose() {}

  /** The {@code purpose} of a form, if it has one. */
  public static Optional<String> of(Form form) throws Refusal {
    Optional<String> purpose = form.optional("purpose");
    if (purpose.filter(p -> p.length() > MAX_CHARACTERS).isPresent()) {
      throw Form.invalid("purpose", "has more than " + MAX_CHARACTERS + " characters");
    }
    if (purpose.filter(p -> p.isBlank() || UNSHOWABLE.matcher(p).find()).isPresent()) {
      throw Form.invalid("purpose", "must be one line of text, without control characters");
    }
    return purpose;
  }
}
