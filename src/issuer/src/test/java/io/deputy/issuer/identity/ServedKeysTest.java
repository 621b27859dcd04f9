package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.VouchedUser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users whose issuer serves its keys over HTTP. */
class ServedKeysTest {
  private static final AcmeKey FIRST = AcmeKey.ed25519("first");
  private static final AcmeKey SECOND = AcmeKey.ed25519("second");

  @TempDir Path folder;
  private final AtomicReference<String> body = new AtomicReference<>(FIRST.jwks());
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicReference<Duration> delay = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private HttpServer server;
  private Agent caller;
  private Directory directory;
  private JwtUsers users;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks.json",
        exchange -> {
          asked.incrementAndGet();
          byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status.get(), bytes.length);
          pause();
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    Path file = Acme.writeDirectory(folder);
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
    Files.writeString(file, Files.readString(file).replace("http://127.0.0.1:1/jwks.json", url));
    directory = DirectoryFile.read(file, true);
    caller = directory.agent("orchestrator").orElseThrow();
    users = new JwtUsers(Acme.ISSUER, false, new Hand());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(delay.get().toMillis());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** A clock that moves by hand. */
  private final class Hand extends Clock {
    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private VouchedUser verify(AcmeKey key) throws Refusal {
    Jwt jwt =
        Acme.alice("orchestrator")
            .with("iss", Acme.DARK_IDP)
            .header("kid", key.jwk().getKeyID())
            .reallySignedBy(key);
    return users.verify(new Credential(jwt.compact()), caller, directory, now.get());
  }

  private void refused(AcmeKey key, Reason reason) {
    assertThatThrownBy(() -> verify(key))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void keysAreFetchedOnce() throws Exception {
    verify(FIRST);
    assertThat(verify(FIRST).user().user().subject()).isEqualTo("alice");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNewKeyIsAskedForButNotMoreOftenThanEveryHalfMinute() throws Exception {
    verify(FIRST);
    body.set(SECOND.jwks());
    refused(SECOND, Reason.SUBJECT_SIGNATURE_INVALID);
    assertThat(asked).hasValue(1);
    now.set(now.get().plusSeconds(31));
    verify(SECOND);
    assertThat(asked).hasValue(2);
    refused(FIRST, Reason.SUBJECT_SIGNATURE_INVALID);
  }

  @Test
  void aFailureIsRememberedForAWhile() {
    status.set(500);
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aRedirectIsNotFollowed() {
    status.set(302);
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void anAnswerThatIsTooLargeIsNoAnswer() {
    body.set(FIRST.jwks() + " ".repeat(300 << 10));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void anAnswerThatTakesTooLongIsNoAnswer() {
    delay.set(Duration.ofSeconds(5));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void anAnswerThatIsNoKeySetIsNoAnswer() {
    body.set("<html>");
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void developmentKeysAreNoAnswerInProduction() {
    body.set(Acme.IDP_ED25519.jwks());
    refused(Acme.IDP_ED25519, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void keysOfOtherKindsAreLeftOut() throws Exception {
    body.set(
        FIRST
            .jwks()
            .replace("[", "[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"mac\"},{\"kty\":\"XYZ\"},"));
    verify(FIRST);
  }
}
