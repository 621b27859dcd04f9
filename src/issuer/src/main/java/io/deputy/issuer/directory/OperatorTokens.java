package io.deputy.issuer.directory;

import java.util.Objects;

/**
 * Which tokens are operators'. Their audience is not the one of users' tokens: those are handed to
 * agents, and an agent must not become an operator with one.
 *
 * @param issuer who issues them; one of the directory's issuers
 * @param audience what their {@code aud} must be, and nothing else beside it
 */
public record OperatorTokens(String issuer, String audience) {
  public OperatorTokens {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(audience);
  }
}
