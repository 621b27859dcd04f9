package io.deputy.issuer.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The authorities that issue certificates to agents (RFC 5280, section 6). Whether a certificate
 * was revoked is not asked: disable the agent.
 */
public final class ClientAuthority {
  /** Authorities between a root and a certificate; more than any company has. */
  private static final int MAX_INTERMEDIATES = 4;

  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private final Set<TrustAnchor> anchors;

  private ClientAuthority(Set<TrustAnchor> anchors) {
    this.anchors = Set.copyOf(anchors);
  }

  /**
   * Reads root certificates in PEM.
   *
   * @throws IllegalArgumentException if there are none, or they cannot be read; in one line
   */
  public static ClientAuthority read(Path pem) {
    Set<TrustAnchor> anchors = new HashSet<>();
    try (InputStream in = Files.newInputStream(pem)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        anchors.add(new TrustAnchor((X509Certificate) certificate, null));
      }
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException(
          "the client authority \"" + pem + "\" cannot be read as certificates in PEM", e);
    }
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("the client authority \"" + pem + "\" has no certificate");
    }
    return new ClientAuthority(anchors);
  }

  /** Whether the first of {@code chain} is a certificate for clients that an authority issued. */
  @SuppressWarnings("JavaUtilDate") // what the interface takes
  boolean hasIssued(List<X509Certificate> chain, Instant now) {
    X509Certificate own = chain.get(0);
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(own);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      parameters.setMaxPathLength(MAX_INTERMEDIATES);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return isForClients(own);
    } catch (CertPathBuilderException | CertificateParsingException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 5280, section 4.2.1.12: without the extension it is for anything. */
  private static boolean isForClients(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> usages = certificate.getExtendedKeyUsage();
    return usages == null || usages.contains(CLIENT_AUTH);
  }
}
