package io.deputy.gateway.mcp;

import java.util.List;
import java.util.Optional;

/** How a revision of the protocol speaks HTTP. */
enum Era {
  /** With sessions, streams to listen on, and answers of the client. */
  LEGACY,
  /** Each request stands for itself. */
  MODERN;

  /** All revisions that are spoken here, the newest first. */
  static final List<String> REVISIONS =
      List.of("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26");

  /** The era of a revision; empty if it is not spoken here. */
  static Optional<Era> of(String revision) {
    if (!REVISIONS.contains(revision)) {
      return Optional.empty();
    }
    return Optional.of(revision.equals(REVISIONS.get(0)) ? MODERN : LEGACY);
  }
}
