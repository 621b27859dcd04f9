package io.deputy.issuer.directory;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * An issuer that may vouch for users.
 *
 * @param issuer the {@code iss} of its tokens
 * @param keys where its keys are
 * @param audience what the {@code aud} of its tokens must name: this service
 * @param callerClaim which claim names the agent that a token is for
 * @param ceiling what bounds the rights that can be had for a token
 * @param groupsClaim the claim with the user's groups, if there is one
 * @param rolesClaim the claim with the user's roles, if there is one
 * @param allowLonger whether a delegation token may outlive the user's token
 */
public record UserIssuer(
    String issuer,
    Keys keys,
    String audience,
    CallerClaim callerClaim,
    Ceiling ceiling,
    Optional<String> groupsClaim,
    Optional<String> rolesClaim,
    boolean allowLonger) {
  public UserIssuer {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(keys);
    Objects.requireNonNull(audience);
    Objects.requireNonNull(callerClaim);
    Objects.requireNonNull(ceiling);
    Objects.requireNonNull(groupsClaim);
    Objects.requireNonNull(rolesClaim);
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
