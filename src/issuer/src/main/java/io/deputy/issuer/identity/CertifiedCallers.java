package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.ClientMethod;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.directory.RegisteredClient;
import io.deputy.issuer.exchange.ClientCertificate;
import io.deputy.verify.ProvenKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Agents and gateways that authenticate with a TLS client certificate (RFC 8705, section 2). The
 * key of the certificate is the key that they prove; there is no assertion that could be used
 * twice.
 */
public final class CertifiedCallers {
  private final Optional<ClientAuthority> authority;

  /**
   * @param authority issues the certificates that are known by name; without it none are
   */
  public CertifiedCallers(Optional<ClientAuthority> authority) {
    this.authority = Objects.requireNonNull(authority);
  }

  RegisteredCallers.Authenticated authenticate(
      ClientCertificate proof, Directory directory, Instant now) throws Refusal {
    RegisteredClient client = RegisteredCallers.client(directory, proof.clientId());
    X509Certificate own = proof.chain().get(0);
    Thumbprint key = key(own);
    if (client.method() instanceof ClientMethod.Tls tls) {
      if (authority.isEmpty() || !authority.get().hasIssued(proof.chain(), now)) {
        throw invalid("the authority of this service did not issue it for clients, or not for now");
      }
      if (!CertificateNames.bears(own, tls.name())) {
        throw invalid("it is not the certificate of \"" + client.id() + "\"");
      }
    } else {
      RegisteredCallers.requireMethod(client, ClientMethod.SelfSignedTls.class);
      // RFC 8705, section 2.2: the chain is not validated; the key is what counts.
      if (client.keys().withThumbprint(key).isEmpty()) {
        throw invalid("its key is not one of \"" + client.id() + "\"");
      }
      requireInTime(own, now);
    }
    return new RegisteredCallers.Authenticated(client, new ProvenKey(key), Optional.empty());
  }

  private static Thumbprint key(X509Certificate certificate) throws Refusal {
    try {
      return PublicJwk.of(certificate.getPublicKey()).thumbprint();
    } catch (IllegalArgumentException e) {
      throw invalid("its key " + e.getMessage());
    }
  }

  private static void requireInTime(X509Certificate certificate, Instant now) throws Refusal {
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())) {
      throw invalid("it has expired, or is not valid yet");
    }
  }

  private static Refusal invalid(String problem) {
    return new Refusal(
        Reason.CLIENT_CERTIFICATE_INVALID, "the client certificate is refused: " + problem);
  }
}
