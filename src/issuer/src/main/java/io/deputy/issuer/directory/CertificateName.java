package io.deputy.issuer.directory;

import java.util.Objects;

/**
 * The one name by which an agent's certificate is known (RFC 8705, section 2.1.2).
 *
 * @param kind which of a certificate's names
 * @param value its value
 */
public record CertificateName(Kind kind, String value) {
  public CertificateName {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(value);
  }

  /** The names that a certificate may have. */
  public enum Kind {
    /** The distinguished name of its subject (RFC 4514). */
    SUBJECT_DN,
    /** A dNSName of its subject alternative names. */
    SAN_DNS,
    /** A uniformResourceIdentifier of its subject alternative names. */
    SAN_URI,
    /** An iPAddress of its subject alternative names. */
    SAN_IP,
    /** An rfc822Name of its subject alternative names. */
    SAN_EMAIL
  }
}
