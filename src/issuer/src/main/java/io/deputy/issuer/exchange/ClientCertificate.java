package io.deputy.issuer.exchange;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * A certificate whose key the caller proved in the TLS handshake (RFC 8705, section 2). Nothing of
 * it is verified yet but that.
 *
 * @param clientId who the caller says it is
 * @param chain the certificate, then those that it rests on, as they were sent; never empty
 */
public record ClientCertificate(String clientId, List<X509Certificate> chain)
    implements ClientProof {
  public ClientCertificate {
    Objects.requireNonNull(clientId);
    chain = List.copyOf(chain);
  }
}
