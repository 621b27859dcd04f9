package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeCertificates;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.directory.CertificateName;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.exchange.ClientCertificate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which client certificates are whose, once the handshake has proved their keys. */
class CertifiedCallersTest {
  private static final GeneralName NAME = AcmeCertificates.dns("certified.acme.example");

  @TempDir Path folder;
  private CertifiedCallers callers;
  private Directory directory;

  @BeforeEach
  void read() throws Exception {
    directory = DirectoryFile.read(Acme.writeDirectory(folder), true);
    Map<String, String> tls = AcmeCertificates.write(folder.resolve("tls"));
    callers =
        new CertifiedCallers(
            Optional.of(ClientAuthority.read(Path.of(tls.get("deputy.tls.client-authority")))));
  }

  private RegisteredCallers.Authenticated authenticate(String agent, X509Certificate... chain)
      throws Refusal {
    return callers.authenticate(
        new ClientCertificate(agent, List.of(chain)), directory, Instant.now());
  }

  private void refused(String agent, Reason reason, X509Certificate... chain) {
    assertThatThrownBy(() -> authenticate(agent, chain))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  private void refused(String agent, X509Certificate... chain) {
    refused(agent, Reason.CLIENT_CERTIFICATE_INVALID, chain);
  }

  @Test
  void aCertificateOfTheAuthorityIsKnownByItsName() throws Exception {
    X509Certificate own = AcmeCertificates.acme().client("certified", NAME).certificate();
    RegisteredCallers.Authenticated caller = authenticate("certified", own);
    assertThat(caller.client().id()).isEqualTo("certified");
    assertThat(caller.key().thumbprint()).isEqualTo(AcmeKey.p256("certified").thumbprint());
    assertThat(caller.assertion()).isEmpty();
    authenticate("certified", own, AcmeCertificates.acme().root());
    authenticate(
        "certified",
        AcmeCertificates.acme()
            .client(
                "x", AcmeCertificates.dns("other"), AcmeCertificates.dns("CERTIFIED.acme.example"))
            .certificate());
  }

  @Test
  void aCertificateOfSomebodyElseIsRefused() {
    AcmeCertificates acme = AcmeCertificates.acme();
    refused(
        "certified", acme.client("x", AcmeCertificates.dns("other.acme.example")).certificate());
    refused("certified", acme.client("x", AcmeCertificates.dns("*.acme.example")).certificate());
    refused("certified", acme.client("certified.acme.example").certificate());
    refused(
        "certified",
        acme.client(
                "x",
                new GeneralName(GeneralName.rfc822Name, "certified.acme.example"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "certified.acme.example"))
            .certificate());
  }

  @Test
  void aCertificateThatTheAuthorityDidNotIssueIsRefused() {
    X509Certificate stranger = AcmeCertificates.stranger().client("certified", NAME).certificate();
    refused("certified", stranger);
    refused("certified", stranger, AcmeCertificates.stranger().root());
    refused("certified", stranger, AcmeCertificates.acme().root());
    refused("certified", AcmeCertificates.selfSigned("certified").certificate());
  }

  @Test
  void aCertificateThatIsNotForClientsOrNotForNowIsRefused() {
    refused("certified", AcmeCertificates.acme().server("certified", NAME).certificate());
    refused("certified", AcmeCertificates.acme().expired("certified", NAME).certificate());
  }

  @Test
  void withoutAnAuthorityNobodyIsKnownByName() {
    callers = new CertifiedCallers(Optional.empty());
    refused("certified", AcmeCertificates.acme().client("certified", NAME).certificate());
  }

  @Test
  void aSelfSignedCertificateIsKnownByItsKey() throws Exception {
    RegisteredCallers.Authenticated caller =
        authenticate("self-signed", AcmeCertificates.selfSigned("self-signed").certificate());
    assertThat(caller.key().thumbprint()).isEqualTo(Acme.SELF_SIGNED.thumbprint());
  }

  @Test
  void aSelfSignedCertificateForAnotherKeyIsRefused() {
    refused("self-signed", AcmeCertificates.selfSigned("x").certificate());
    refused("self-signed", AcmeCertificates.acme().client("x", NAME).certificate());
    refused("self-signed", AcmeCertificates.selfSignedAndExpired("self-signed").certificate());
    refused(
        "self-signed",
        AcmeCertificates.selfSigned("x").certificate(),
        AcmeCertificates.selfSigned("self-signed").certificate());
  }

  @Test
  void anAgentThatIsRegisteredForAnotherMethodIsRefused() {
    X509Certificate researcher = AcmeCertificates.selfSigned("researcher").certificate();
    refused("researcher", Reason.CLIENT_METHOD_REFUSED, researcher);
    refused("developer", Reason.CLIENT_METHOD_REFUSED, researcher);
    refused("nobody", Reason.CLIENT_UNKNOWN, researcher);
  }

  @Test
  void eachKindOfNameIsComparedWithItsOwnKindOnly() {
    X509Certificate certificate =
        AcmeCertificates.acme()
            .client(
                "agent",
                new GeneralName(GeneralName.rfc822Name, "a@acme.example"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://acme/a"),
                new GeneralName(GeneralName.iPAddress, "192.0.2.7"))
            .certificate();
    assertThat(bears(certificate, CertificateName.Kind.SAN_EMAIL, "a@acme.example")).isTrue();
    assertThat(bears(certificate, CertificateName.Kind.SAN_URI, "spiffe://acme/a")).isTrue();
    assertThat(bears(certificate, CertificateName.Kind.SAN_URI, "spiffe://acme/A")).isFalse();
    assertThat(bears(certificate, CertificateName.Kind.SAN_IP, "192.0.2.7")).isTrue();
    assertThat(bears(certificate, CertificateName.Kind.SAN_IP, "192.0.2.8")).isFalse();
    assertThat(bears(certificate, CertificateName.Kind.SAN_DNS, "192.0.2.7")).isFalse();
    assertThat(bears(certificate, CertificateName.Kind.SUBJECT_DN, "CN=agent,O=Acme")).isTrue();
    assertThat(bears(certificate, CertificateName.Kind.SUBJECT_DN, "CN=agent")).isFalse();
    assertThat(bears(certificate, CertificateName.Kind.SUBJECT_DN, "O=Acme,CN=agent")).isFalse();
  }

  private static boolean bears(
      X509Certificate certificate, CertificateName.Kind kind, String value) {
    return CertificateNames.bears(certificate, new CertificateName(kind, value));
  }
}
