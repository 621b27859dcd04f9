package io.deputy.issuer.identity;

import java.io.Serial;
import java.util.Objects;

/** A JWT that is refused, before anybody knows what it was for. */
final class JwtInvalid extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  enum Fault {
    /** Not a JWT that can be read. */
    MALFORMED,
    /** An algorithm that is not on the list, or that does not fit the key. */
    ALGORITHM,
    /** No key verifies the signature. */
    SIGNATURE,
    /** A claim is missing or malformed. */
    CLAIM
  }

  private final Fault fault;

  JwtInvalid(Fault fault, String message) {
    super(message, null, false, false);
    this.fault = Objects.requireNonNull(fault);
  }

  Fault fault() {
    return fault;
  }
}
