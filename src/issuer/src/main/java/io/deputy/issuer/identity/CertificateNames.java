package io.deputy.issuer.identity;

import io.deputy.issuer.directory.CertificateName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** The names that a certificate bears (RFC 5280, sections 4.1.2.6 and 4.2.1.6). */
final class CertificateNames {
  private static final int RFC822_NAME = 1;
  private static final int DNS_NAME = 2;
  private static final int URI = 6;
  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /**
   * Whether {@code certificate} bears exactly {@code name}; a wildcard in it stands for nothing.
   */
  static boolean bears(X509Certificate certificate, CertificateName name) {
    String value = name.value();
    return switch (name.kind()) {
      case SUBJECT_DN -> certificate.getSubjectX500Principal().equals(new X500Principal(value));
      case SAN_DNS ->
          alternatives(certificate, DNS_NAME).stream().anyMatch(value::equalsIgnoreCase);
      case SAN_URI -> alternatives(certificate, URI).contains(value);
      case SAN_EMAIL -> alternatives(certificate, RFC822_NAME).contains(value);
      case SAN_IP ->
          alternatives(certificate, IP_ADDRESS).stream().anyMatch(a -> sameAddress(a, value));
    };
  }

  private static List<String> alternatives(X509Certificate certificate, int type) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(n -> n.get(0).equals(type) && n.get(1) instanceof String)
              .map(n -> (String) n.get(1))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** Both are written as numbers, so no name is looked up. */
  private static boolean sameAddress(String one, String other) {
    try {
      return InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
