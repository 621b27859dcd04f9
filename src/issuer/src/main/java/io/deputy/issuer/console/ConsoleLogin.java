package io.deputy.issuer.console;

import java.util.Objects;
import java.util.Optional;

/**
 * Where people log in.
 *
 * @param provider none: there is no console
 */
public record ConsoleLogin(Optional<Provider> provider) {
  /** There is no console. */
  public static final ConsoleLogin NONE = new ConsoleLogin(Optional.empty());

  public ConsoleLogin {
    Objects.requireNonNull(provider);
  }

  /**
   * An OpenID provider.
   *
   * @param issuer its issuer URL
   * @param clientId what it knows this service as
   * @param clientSecret the secret that goes with that
   * @param rolesClaim the claim that lists what somebody may do; names apart by slashes
   * @param auditorRole what stands there for whoever may read
   * @param operatorRole what stands there for whoever may revoke, and read
   */
  public record Provider(
      String issuer,
      String clientId,
      String clientSecret,
      String rolesClaim,
      String auditorRole,
      String operatorRole) {
    public Provider {
      Objects.requireNonNull(issuer);
      Objects.requireNonNull(clientId);
      Objects.requireNonNull(clientSecret);
      Objects.requireNonNull(rolesClaim);
      Objects.requireNonNull(auditorRole);
      Objects.requireNonNull(operatorRole);
    }

    @Override
    public String toString() {
      return "Provider[" + issuer + ", " + clientId + ", secret hidden]";
    }
  }
}
