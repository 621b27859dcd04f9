package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import java.util.Optional;

/** Why something is asked for, in the words of whoever asks: recorded and shown, never trusted. */
public final class Purpose {
  /** A sentence or two; it stands in every row of the record. */
  private static final int MAX_CHARACTERS = 512;

  private Purpose() {}

  /** The {@code purpose} of a form, if it has one. */
  public static Optional<String> of(Form form) throws Refusal {
    Optional<String> purpose = form.optional("purpose");
    if (purpose.filter(p -> p.length() > MAX_CHARACTERS).isPresent()) {
      throw Form.invalid("purpose", "has more than " + MAX_CHARACTERS + " characters");
    }
    return purpose;
  }
}
