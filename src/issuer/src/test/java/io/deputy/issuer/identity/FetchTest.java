package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.deputy.issuer.acme.AcmeCertificates;
import io.deputy.issuer.directory.Reach;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where this service does not call, whoever asks it to. */
class FetchTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Fetch PRODUCTION = new Fetch(VERTX, false);

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Reach reach(String url, boolean privateAddresses) {
    return new Reach(new TreeSet<>(List.of(Reach.authority(URI.create(url)))), privateAddresses);
  }

  private static void notFetched(String url, Reach reach, String why) {
    assertThatThrownBy(() -> PRODUCTION.get(URI.create(url), reach))
        .isInstanceOf(NotFetched.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
        "https://[64:ff9b::a00:1]/",
        "https://2130706433/"
      })
  void addressesThatAreNotPublicAreNotCalled(String url) {
    notFetched(url, reach(url, false), "not public");
  }

  @Test
  void plainHttpIsNotSpokenInProduction() {
    String url = "http://idp.acme.example/keys";
    notFetched(url, reach(url, true), "not an https URL");
  }

  @Test
  void aHostThatIsNotListedIsNotLookedUp() {
    notFetched(
        "https://idp.acme.example:8443/keys",
        reach("https://idp.acme.example/keys", true),
        "idp.acme.example:8443");
  }

  @Test
  void aNameWithoutAddressIsNotFetched() {
    String url = "https://nowhere.invalid/";
    notFetched(url, reach(url, false), "no address");
  }

  @Test
  void aServerWhoseCertificateNobodyTrustsIsNotBelieved() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AcmeCertificates.Held held =
        AcmeCertificates.stranger().server("server", AcmeCertificates.dns("localhost"));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", held.key().getPrivate(), new char[0], new Certificate[] {held.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "https://localhost:" + server.getAddress().getPort() + "/";
      // Twice, since the first handshake of a process may take longer than a provider has.
      notFetched(url, reach(url, true), "");
      notFetched(url, reach(url, true), "SSL");
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.255.255.255",
        "169.254.1.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:a00:1::",
        "2001::1",
        "2001:db8::1",
        "4000::1"
      })
  void addressesThatAreNotPublic(String address) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);
    // The platform reads a mapped address as the one inside, which is what would be called.
    boolean inside = address.startsWith("::ffff");
    assertThat(PublicAddresses.include(parsed)).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888"
      })
  void addressesThatArePublic(String address) throws Exception {
    assertThat(PublicAddresses.include(InetAddress.getByName(address))).isTrue();
  }
}
