package io.deputy.issuer.console;

/** What somebody may do at the console. */
public final class Role {
  /** Read. */
  public static final String AUDITOR = "auditor";

  /** Read, and revoke. */
  public static final String OPERATOR = "operator";

  private Role() {}
}
