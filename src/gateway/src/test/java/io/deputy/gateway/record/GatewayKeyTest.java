package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayKeyTest {
  @TempDir Path folder;

  private GatewayKey read(String text) throws IOException {
    return GatewayKey.read(Files.writeString(folder.resolve("key"), text));
  }

  @Test
  void aPemKeySignsWhatTheJdkVerifies() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    String[] parts = read(pem).sign("t", "{}").split("\\.", -1);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(pair.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Bytes.ofBase64Url(parts[2]).toArray())).isTrue();
    assertThat(new String(Bytes.ofBase64Url(parts[0]).toArray(), StandardCharsets.UTF_8))
        .isEqualTo("{\"alg\":\"EdDSA\",\"typ\":\"t\"}");
  }

  @Test
  void aJwkIsNamedInTheHeader() throws Exception {
    String header = read(TestIssuer.jwk()).sign("t", "{}").split("\\.", -1)[0];
    assertThat(new String(Bytes.ofBase64Url(header).toArray(), StandardCharsets.UTF_8))
        .contains("\"kid\":\"mcp-gateway\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{",
        "secret",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"d\":\"secret\",\"x\":\"secret\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"secret\",\"x\":\"secret\"}",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----"
      })
  void whatIsNoKeyIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder.resolve("key").toString())
        .hasMessageNotContainingAny("secret", "c2Vj");
  }

  @Test
  void halvesOfTwoKeysAreRefused() {
    String other = Bytes.of(new byte[32]).toBase64Url();
    assertThatThrownBy(
            () -> read(TestIssuer.jwk().replaceFirst("\"x\":\"[^\"]*", "\"x\":\"" + other)))
        .hasMessageContaining("another key");
  }

  @Test
  void itDoesNotPrintItself() throws Exception {
    assertThat(read(TestIssuer.jwk())).hasToString("GatewayKey[hidden]");
  }
}
