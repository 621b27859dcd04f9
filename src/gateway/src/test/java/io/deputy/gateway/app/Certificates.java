package io.deputy.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.chain.Thumbprint;
import io.deputy.json.Thumbprints;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for localhost, each with a key of its own, and clients that use them. */
final class Certificates {
  /** Of all key stores. */
  static final char[] PASSWORD = "password".toCharArray();

  private final Path home;

  Certificates(Path home) {
    this.home = home;
  }

  /** A new key and its certificate, both under {@code name}. */
  KeyStore keyStore(String name) throws Exception {
    Path file = home.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  /** A client that trusts one certificate, and shows another if there is one. */
  static HttpClient client(KeyStore trusted, KeyStore own) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("gateway", trusted.getCertificate("gateway"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    KeyManager[] keys = null;
    if (own != null) {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(own, PASSWORD);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  static Thumbprint thumbprint(PublicKey key) throws Exception {
    ECPublicKey ec = (ECPublicKey) key;
    return Thumbprints.of(
        Map.of(
            "kty",
            "EC",
            "crv",
            "P-256",
            "x",
            coordinate(ec.getW().getAffineX()),
            "y",
            coordinate(ec.getW().getAffineY())));
  }

  private static String coordinate(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] exact = new byte[32];
    byte[] kept = Arrays.copyOfRange(signed, Math.max(0, signed.length - 32), signed.length);
    System.arraycopy(kept, 0, exact, 32 - kept.length, kept.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
  }
}
