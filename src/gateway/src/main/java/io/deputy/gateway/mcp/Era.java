package io.deputy.gateway.mcp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a revision of the protocol speaks HTTP. */
enum Era {
  /** With sessions, streams to listen on, and answers of the client. */
  LEGACY(Set.of("2025-03-26", "2025-06-18", "2025-11-25")),
  /** Each request stands for itself. */
  MODERN(Set.of("2026-07-28"));

  private final Set<String> revisions;

  Era(Set<String> revisions) {
    this.revisions = revisions;
  }

  /** The era of a revision; empty if it is not known here. */
  static Optional<Era> of(String revision) {
    for (Era era : values()) {
      if (era.revisions.contains(revision)) {
        return Optional.of(era);
      }
    }
    return Optional.empty();
  }

  /** All revisions, the newest first. */
  static List<String> supported() {
    return Arrays.stream(values())
        .flatMap(era -> era.revisions.stream())
        .sorted(Comparator.reverseOrder())
        .toList();
  }
}
