package io.deputy.gateway.policy;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the decision point is, and how it is asked.
 *
 * @param protocol that it speaks
 * @param url the base of its endpoints, without a slash at the end
 * @param deadline for a question and its whole answer
 * @param token shown to it as a bearer token, if any; a secret
 */
public record PolicySettings(
    Protocol protocol, String url, Duration deadline, Optional<String> token) {
  /** What a decision point may speak. */
  public enum Protocol {
    /** OpenID AuthZEN Authorization API 1.0. */
    AUTHZEN,
    /** The HTTP API of Cerbos. */
    CERBOS
  }

  /** Requests wait for it, so more than this would only tie up callers. */
  private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(10);

  /**
   * @throws IllegalArgumentException if the URL is none of HTTP, or the deadline is none
   */
  public PolicySettings {
    Objects.requireNonNull(protocol);
    URI parsed = URI.create(url);
    boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
    if (!http || parsed.getHost() == null || parsed.getRawQuery() != null || url.endsWith("/")) {
      throw new IllegalArgumentException(
          "the policy's url \"" + url + "\" is not like https://host or https://host/path");
    }
    if (deadline.toMillis() < 1 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          "the policy's deadline \"" + deadline + "\" is not between PT0.001S and PT10S");
    }
    Objects.requireNonNull(token);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "PolicySettings[" + protocol + " " + url + " within " + deadline + "]";
  }
}
