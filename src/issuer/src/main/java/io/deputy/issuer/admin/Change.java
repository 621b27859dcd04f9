package io.deputy.issuer.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of the directory that differs between two versions.
 *
 * @param section which part of the directory it stands in, for instance {@code agents}
 * @param id its name there
 * @param before as it was; none if it is new
 * @param after as it is now; none if it is gone
 */
public record Change(
    String section, String id, Optional<JsonNode> before, Optional<JsonNode> after) {
  public Change {
    Objects.requireNonNull(section);
    Objects.requireNonNull(id);
    Objects.requireNonNull(before);
    Objects.requireNonNull(after);
  }
}
