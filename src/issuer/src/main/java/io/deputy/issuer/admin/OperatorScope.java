package io.deputy.issuer.admin;

/** What an operator's token must say that she may do (RFC 6749, section 3.3). */
public enum OperatorScope {
  /** Change the directory, and revoke. */
  ADMIN("deputy:admin"),
  /** Read the record. */
  AUDIT("deputy:audit");

  private final String text;

  OperatorScope(String text) {
    this.text = text;
  }

  /** As it stands in the {@code scope} of a token. */
  public String text() {
    return text;
  }
}
