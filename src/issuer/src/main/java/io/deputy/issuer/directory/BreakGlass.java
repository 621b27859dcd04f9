package io.deputy.issuer.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.capability.Rights;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator marked destructive. It enters a token only by a grant that says {@code
 * break_glass}, and for a purpose that is named.
 *
 * @param maxLifetime how long a token that holds any of it may live
 * @param rights what is marked
 */
public record BreakGlass(Duration maxLifetime, Rights rights) {
  /** An emergency of an hour; who needs longer asks again, and says again what for. */
  public static final Duration MAX_LIFETIME = Duration.ofHours(1);

  /** As many as one request may ask for; the work of deciding grows with it. */
  public static final int MAX_CAPABILITIES = 64;

  /** Nothing is marked. */
  public static final BreakGlass NONE = new BreakGlass(MAX_LIFETIME, Rights.NONE);

  public BreakGlass {
    Objects.requireNonNull(maxLifetime);
    Objects.requireNonNull(rights);
  }

  /**
   * Reads {@code break_glass}. Without it no grant may say that it is one: whoever deletes the
   * marks, and not the grants, would hand out as ordinary what was marked.
   */
  static BreakGlass read(Section top, List<Section> grantSections, List<Grant> grants)
      throws DirectoryInvalid {
    Optional<JsonNode> node = top.node("break_glass");
    if (node.isPresent()) {
      return read(Section.of("break_glass", node.get()));
    }
    for (int i = 0; i < grants.size(); i++) {
      if (grants.get(i).breakGlass()) {
        throw grantSections
            .get(i)
            .invalid("break_glass", "nothing is marked; list it under \"break_glass\" at the top");
      }
    }
    return NONE;
  }

  private static BreakGlass read(Section section) throws DirectoryInvalid {
    BreakGlass marked =
        new BreakGlass(section.duration("max_lifetime", MAX_LIFETIME), section.rights("rights"));
    section.end();
    if (marked.rights().capabilities().size() > MAX_CAPABILITIES) {
      throw section.invalid("rights", "has more than " + MAX_CAPABILITIES + " capabilities");
    }
    return marked;
  }
}
