package io.deputy.issuer.app;

import io.deputy.issuer.console.ConsoleLogin;
import io.deputy.issuer.console.Role;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Makes roles of the console of what the provider says, and of nothing else. */
@ApplicationScoped
public class ConsoleRoles implements SecurityIdentityAugmentor {
  private final ConsoleLogin login;

  ConsoleRoles(ConsoleLogin login) {
    this.login = login;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    // A certificate, for instance, says nothing of roles here.
    if (login.provider().isEmpty() || !(identity.getPrincipal() instanceof JsonWebToken)) {
      return Uni.createFrom().item(identity);
    }
    ConsoleLogin.Provider provider = login.provider().get();
    Set<String> roles = new HashSet<>();
    if (identity.hasRole(provider.auditorRole())) {
      roles.add(Role.AUDITOR);
    }
    if (identity.hasRole(provider.operatorRole())) {
      roles.add(Role.OPERATOR);
    }
    return Uni.createFrom()
        .item(
            QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(roles)
                .build());
  }
}
