package io.deputy.verify;

import io.deputy.capability.Arguments;
import io.deputy.capability.Request;
import java.util.Objects;

/**
 * A request of a recorded decision. One of which something is hidden is of another type: whoever
 * decides it again does not take the rest for the whole.
 */
public sealed interface RecordedRequest {
  /** As far as it is known: without what is hidden. */
  Request known();

  /** The same, with all arguments hidden. */
  RecordedRequest withoutArguments();

  /** As it was decided, so it can be decided again. */
  record Whole(Request request) implements RecordedRequest {
    public Whole {
      Objects.requireNonNull(request);
    }

    @Override
    public Request known() {
      return request;
    }

    @Override
    public RecordedRequest withoutArguments() {
      return Redaction.EVERYTHING.of(request);
    }
  }

  /**
   * Less than what was decided. A decision on it cannot be recomputed; it is never "fine".
   *
   * @param rest the request without what is hidden; that it has no other arguments cannot be said
   * @param hidden where something stood
   */
  record Redacted(Request.Mcp rest, Redaction hidden) implements RecordedRequest {
    /**
     * @throws IllegalArgumentException if nothing is hidden, or what is hidden stands in the rest
     */
    public Redacted {
      Objects.requireNonNull(hidden);
      if (hidden.hidesNothing()
          || rest.arguments().leaves().keySet().stream().anyMatch(hidden::hides)) {
        throw new IllegalArgumentException("what a record hides is named, and not in it");
      }
    }

    @Override
    public Request known() {
      return rest;
    }

    @Override
    public RecordedRequest withoutArguments() {
      return new Redacted(
          new Request.Mcp(rest.server(), rest.operation(), rest.name(), Arguments.NONE),
          Redaction.EVERYTHING);
    }
  }
}
