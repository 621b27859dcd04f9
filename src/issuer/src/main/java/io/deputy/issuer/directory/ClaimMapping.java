package io.deputy.issuer.directory;

import java.util.Objects;
import java.util.Optional;

/**
 * Which claims of an issuer's tokens say who the user is. A name is that of a claim, or, if it
 * starts with a slash, a JSON Pointer (RFC 6901) to a nested one: {@code /realm_access/roles}.
 *
 * @param subject her id there; {@code sub} unless the operator says otherwise
 * @param groups her groups, if there is such a claim
 * @param roles her roles, if there is such a claim
 */
public record ClaimMapping(String subject, Optional<String> groups, Optional<String> roles) {
  public ClaimMapping {
    Objects.requireNonNull(subject);
    Objects.requireNonNull(groups);
    Objects.requireNonNull(roles);
  }
}
