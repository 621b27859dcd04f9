package io.deputy.issuer.directory;

import java.net.URI;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An issuer that may vouch for users.
 *
 * @param issuer the {@code iss} of its tokens
 * @param keys where its keys are
 * @param introspection whom to ask about tokens that are no JWTs, if they are accepted
 * @param reach where this service may call to for it
 * @param algorithms what its tokens may be signed with; never empty
 * @param audience what the {@code aud} of its tokens must name: this service
 * @param otherAudiences what their {@code aud} may name beside it
 * @param callerClaim which claim names the agent that a token is for
 * @param ceiling what bounds the rights that can be had for a token
 * @param claims which claims say who the user is
 * @param allowLonger whether a delegation token may outlive the user's token
 */
public record UserIssuer(
    String issuer,
    Keys keys,
    Optional<Introspection> introspection,
    Reach reach,
    SortedSet<String> algorithms,
    String audience,
    SortedSet<String> otherAudiences,
    CallerClaim callerClaim,
    Ceiling ceiling,
    ClaimMapping claims,
    boolean allowLonger) {
  public UserIssuer {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(keys);
    Objects.requireNonNull(introspection);
    Objects.requireNonNull(reach);
    algorithms = Collections.unmodifiableSortedSet(new TreeSet<>(algorithms));
    Objects.requireNonNull(audience);
    otherAudiences = Collections.unmodifiableSortedSet(new TreeSet<>(otherAudiences));
    Objects.requireNonNull(callerClaim);
    Objects.requireNonNull(ceiling);
    Objects.requireNonNull(claims);
  }

  /** Where the keys of an issuer are. */
  public sealed interface Keys {}

  /** In the directory itself. */
  public record Known(PublicKeys keys) implements Keys {
    public Known {
      Objects.requireNonNull(keys);
    }
  }

  /** Behind a URL that serves a JWK set. */
  public record Served(URI url) implements Keys {
    public Served {
      Objects.requireNonNull(url);
    }
  }

  /** Where the issuer's own metadata says (OpenID Connect Discovery 1.0; RFC 8414). */
  public record Discovered() implements Keys {}

  /**
   * Token introspection at the issuer (RFC 7662, section 2).
   *
   * @param endpoint where; without it, where the issuer's metadata says
   * @param clientId as what this service is registered there
   * @param secret the name of the secret it authenticates with, never the secret itself: the
   *     directory is kept in the record
   */
  public record Introspection(Optional<URI> endpoint, String clientId, String secret) {
    public Introspection {
      Objects.requireNonNull(endpoint);
      Objects.requireNonNull(clientId);
      Objects.requireNonNull(secret);
    }
  }

  /** The claim that names the agent that a user's token is for. */
  public enum CallerClaim {
    /** OpenID Connect Core, section 2: the authorized party. */
    AZP,
    /** RFC 8693, section 4.3. */
    CLIENT_ID,
    /** RFC 8693, section 4.4. */
    MAY_ACT
  }

  /** What bounds the rights that can be had for a user's token, her grants aside. */
  public enum Ceiling {
    /** Its {@code scope} or {@code authorization_details}; neither means no rights. */
    SCOPE,
    /** Nothing else: its tokens carry no scopes. */
    GRANTS
  }
}
