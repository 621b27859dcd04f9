package io.deputy.issuer.directory;

import io.deputy.capability.Rights;
import io.deputy.chain.User;
import java.util.Objects;

/**
 * What some users may have.
 *
 * @param to which users
 * @param rights what they may have
 * @param breakGlass whether that goes for rights that the operator marked destructive, too
 */
public record Grant(Grantee to, Rights rights, boolean breakGlass) {
  public Grant {
    Objects.requireNonNull(to);
    Objects.requireNonNull(rights);
  }

  /** Who a grant is for. Groups and roles mean something only together with who says so. */
  public sealed interface Grantee {
    /** Whether {@code user} is meant. */
    boolean covers(KnownUser user);
  }

  /** One user. */
  public record ToUser(User user) implements Grantee {
    public ToUser {
      Objects.requireNonNull(user);
    }

    @Override
    public boolean covers(KnownUser known) {
      return known.user().equals(user);
    }
  }

  /** Everybody that {@code issuer} puts in {@code group}. */
  public record ToGroup(String issuer, String group) implements Grantee {
    public ToGroup {
      Objects.requireNonNull(issuer);
      Objects.requireNonNull(group);
    }

    @Override
    public boolean covers(KnownUser known) {
      return known.user().issuer().equals(issuer) && known.groups().contains(group);
    }
  }

  /** Everybody that {@code issuer} gives {@code role}. */
  public record ToRole(String issuer, String role) implements Grantee {
    public ToRole {
      Objects.requireNonNull(issuer);
      Objects.requireNonNull(role);
    }

    @Override
    public boolean covers(KnownUser known) {
      return known.user().issuer().equals(issuer) && known.roles().contains(role);
    }
  }
}
