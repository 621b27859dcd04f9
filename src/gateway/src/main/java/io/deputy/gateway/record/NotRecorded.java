package io.deputy.gateway.record;

import java.io.IOException;
import java.io.Serial;

/** A decision is not on record, so what demands a record must not pass. */
public final class NotRecorded extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  NotRecorded(String message) {
    super(message);
  }

  NotRecorded(String message, Throwable cause) {
    super(message, cause);
  }
}
