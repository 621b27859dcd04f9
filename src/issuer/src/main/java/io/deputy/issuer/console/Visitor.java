package io.deputy.issuer.console;

import io.deputy.Bytes;
import io.deputy.issuer.admin.Operator;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Whoever is logged in. */
@RequestScoped
public class Visitor {
  private final SecurityIdentity identity;

  Visitor(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** Of a login at the console it is the principal. */
  private JsonWebToken idToken() {
    return (JsonWebToken) identity.getPrincipal();
  }

  /** As the record names her. */
  Operator operator() {
    return new Operator(idToken().getIssuer(), idToken().getSubject());
  }

  /** Her name, for herself. */
  public String name() {
    return idToken().getSubject();
  }

  /** Whether she may read. */
  public boolean mayRead() {
    return mayRevoke() || identity.hasRole(Role.AUDITOR);
  }

  /** Whether she may revoke. */
  public boolean mayRevoke() {
    return identity.hasRole(Role.OPERATOR);
  }

  /**
   * What a form of hers carries, so that no page of somebody else's can send one (OWASP Cross-Site
   * Request Forgery Prevention: a token bound to the session). Only who holds the session can work
   * it out; it is as good as the session, and ends with it.
   */
  public String formToken() {
    String seed = "deputy console form\n" + idToken().getRawToken();
    return Bytes.of(seed.getBytes(StandardCharsets.UTF_8)).sha256().toBase64Url();
  }

  /** Whether a form carries it. */
  boolean sent(String token) {
    return MessageDigest.isEqual(
        formToken().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
