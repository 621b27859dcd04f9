package io.deputy.issuer.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of Acme's servers and agents, and of people who would like to be them. */
public final class AcmeCertificates {
  private static final AcmeCertificates ACME = new AcmeCertificates("acme root");
  private static final AcmeCertificates STRANGER = new AcmeCertificates("stranger root");

  private final String name;
  private final KeyPair pair;

  private AcmeCertificates(String name) {
    this.name = name;
    this.pair = AcmeKey.p256Pair(name);
  }

  /** The authority that the issuer under test trusts. */
  public static AcmeCertificates acme() {
    return ACME;
  }

  /** One that nobody trusts. */
  public static AcmeCertificates stranger() {
    return STRANGER;
  }

  /**
   * A certificate with its key.
   *
   * @param key the private half as well
   */
  public record Held(X509Certificate certificate, KeyPair key) {
    @Override
    public String toString() {
      return "certificate of " + certificate.getSubjectX500Principal();
    }
  }

  /** What a client needs that trusts Acme's servers, and shows a certificate if it has one. */
  public static SSLContext tls(Optional<Held> own) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("acme", acme().root());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyStore held = KeyStore.getInstance("PKCS12");
    held.load(null, null);
    if (own.isPresent()) {
      Certificate[] chain = {own.get().certificate()};
      held.setKeyEntry("own", own.get().key().getPrivate(), new char[0], chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(held, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** The root itself. */
  public X509Certificate root() {
    return new Draft(name, name).authority().sign(pair, pair);
  }

  /** For {@code subject}, who proves it as a client with the key of that name. */
  public Held client(String key, GeneralName... names) {
    KeyPair own = AcmeKey.p256Pair(key);
    return new Held(
        new Draft(name, key).named(names).purpose(KeyPurposeId.id_kp_clientAuth).sign(own, pair),
        own);
  }

  /** For a server and not for a client. */
  public Held server(String key, GeneralName... names) {
    KeyPair own = AcmeKey.p256Pair(key);
    return new Held(
        new Draft(name, key).named(names).purpose(KeyPurposeId.id_kp_serverAuth).sign(own, pair),
        own);
  }

  /** That expired yesterday. */
  public Held expired(String key, GeneralName... names) {
    KeyPair own = AcmeKey.p256Pair(key);
    return new Held(
        new Draft(name, key).named(names).until(Duration.ofDays(-1)).sign(own, pair), own);
  }

  /** Signed with its own key. */
  public static Held selfSigned(String key) {
    KeyPair own = AcmeKey.p256Pair(key);
    return new Held(new Draft(key, key).sign(own, own), own);
  }

  /** Signed with its own key, and expired. */
  public static Held selfSignedAndExpired(String key) {
    KeyPair own = AcmeKey.p256Pair(key);
    return new Held(new Draft(key, key).until(Duration.ofDays(-1)).sign(own, own), own);
  }

  public static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  /** Writes what an issuer needs to end TLS into {@code folder}, and returns its settings. */
  public static Map<String, String> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Held server =
        ACME.server(
            "server", dns("localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    Map<String, String> settings = new HashMap<>();
    settings.put("deputy.tls.certificate", pem(folder, "server", server.certificate()));
    settings.put("deputy.tls.key", pem(folder, "server-key", server.key().getPrivate()));
    settings.put("deputy.tls.client-authority", pem(folder, "authority", ACME.root()));
    return settings;
  }

  private static String pem(Path folder, String name, Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(
          content instanceof java.security.PrivateKey key
              ? new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(key, null)
              : content);
    }
    return Files.writeString(folder.resolve(name + ".pem"), text.toString()).toString();
  }

  /** A certificate that is not signed yet. */
  private record Draft(
      String issuer,
      String subject,
      boolean isAuthority,
      List<GeneralName> names,
      List<KeyPurposeId> purposes,
      Duration until) {
    Draft(String issuer, String subject) {
      this(issuer, subject, false, List.of(), List.of(), Duration.ofDays(30));
    }

    Draft authority() {
      return new Draft(issuer, subject, true, names, purposes, until);
    }

    Draft named(GeneralName... given) {
      return new Draft(issuer, subject, isAuthority, List.of(given), purposes, until);
    }

    Draft purpose(KeyPurposeId purpose) {
      return new Draft(issuer, subject, isAuthority, names, List.of(purpose), until);
    }

    Draft until(Duration fromNow) {
      return new Draft(issuer, subject, isAuthority, names, purposes, fromNow);
    }

    @SuppressWarnings("JavaUtilDate") // what the library takes
    X509Certificate sign(KeyPair own, KeyPair authority) {
      try {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
            new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + issuer + ",O=Acme"),
                BigInteger.valueOf(Math.abs((long) subject.hashCode()) + 1),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(now.plus(until)),
                new X500Principal("CN=" + subject + ",O=Acme"),
                own.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (!names.isEmpty()) {
          builder.addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        if (!purposes.isEmpty()) {
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
        }
        return new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
      } catch (OperatorCreationException | GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
