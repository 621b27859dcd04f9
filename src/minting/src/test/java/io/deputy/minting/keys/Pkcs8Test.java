package io.deputy.minting.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs8Test {
  /** RFC 8410, section 10.3, the first example. */
  private static final String FROM_THE_RFC =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;

  private static final String SEED =
      "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";

  /** The same key, by openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 100000. */
  private static final String BY_OPENSSL =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGcMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAgs8eINkOPg8gIDAYag
      MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBAAhfWgl2rwNzvhFS0ZD1DWBEDF
      vpmM4Tn9f1aP9Mgic5hCJwsjnEG/Q4cxzqrDHOUJkw1BOR6Thc3s30fU4aeMQ4cP
      aDMzuKscITMib1AltaDB
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  /** And with openssl's own choice of 2,048 rounds. */
  private static final String TOO_FEW_ROUNDS =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhqv1sa2XDFpQICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGc8cq3t235qzh6ROB6RdqoEQBsj
      IBIDFDXm12Owm9hmev8YRqAf77dXkKEYyrdxiMPCGkZbwjxnbU4p96FCcwLqqW8g
      K1nGNju4NNx9ZQY1wx0=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  /** And with scrypt. */
  private static final String WITH_SCRYPT =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAinE/JsZclMtAICQAAC
      AQgCAQEwHQYJYIZIAWUDBAEqBBAU5WFg3F2YphJ6Xx44zKPFBECymZ+GoJNSsQpv
      lQZteoHkfc8dz51CB8cj5LM5BTzXIpNhjB4sauwJri7AUO/7sI8yh25YzIA7GV44
      pxOI5Kmm
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static char[] passphrase() {
    return "correct horse".toCharArray();
  }

  @Test
  void aKeyOfTheStandardIsReadAndWritten() {
    byte[] seed = Pkcs8.read(bytes(FROM_THE_RFC));
    assertThat(Bytes.of(seed).toHex()).isEqualTo(SEED);
    assertThat(new String(Pkcs8.write(seed), StandardCharsets.US_ASCII)).isEqualTo(FROM_THE_RFC);
    assertThat(Pkcs8.isEncrypted(bytes(FROM_THE_RFC))).isFalse();
  }

  @Test
  void aKeyThatOpensslEncryptedIsRead() {
    assertThat(Pkcs8.isEncrypted(bytes(BY_OPENSSL))).isTrue();
    assertThat(Bytes.of(Pkcs8.read(bytes(BY_OPENSSL), passphrase())).toHex()).isEqualTo(SEED);
  }

  @Test
  void whatWasEncryptedIsReadWithItsPassphraseOnly() {
    byte[] seed = Bytes.ofHex(SEED).toArray();
    byte[] pem = Pkcs8.write(seed, passphrase(), new SecureRandom());
    assertThat(Pkcs8.isEncrypted(pem)).isTrue();
    assertThat(Pkcs8.read(pem, passphrase())).isEqualTo(seed);
    assertThatThrownBy(() -> Pkcs8.read(pem, "wrong".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("passphrase");
    assertThatThrownBy(() -> Pkcs8.read(pem)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRoundsAreThoseThatAreSaidAndEachFileHasItsOwnSalt() {
    byte[] seed = Bytes.ofHex(SEED).toArray();
    PBKDF2Params one = kdf(Pkcs8.write(seed, passphrase(), new SecureRandom()));
    PBKDF2Params other = kdf(Pkcs8.write(seed, passphrase(), new SecureRandom()));
    assertThat(one.getIterationCount().intValueExact()).isEqualTo(600_000);
    assertThat(one.getSalt()).hasSize(16).isNotEqualTo(other.getSalt());
  }

  private static PBKDF2Params kdf(byte[] pem) {
    String body =
        new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "").strip();
    return PBKDF2Params.getInstance(
        PBES2Parameters.getInstance(
                EncryptedPrivateKeyInfo.getInstance(Base64.getMimeDecoder().decode(body))
                    .getEncryptionAlgorithm()
                    .getParameters())
            .getKeyDerivationFunc()
            .getParameters());
  }

  @Test
  void weakOrOtherEncryptionIsRefused() {
    assertThatThrownBy(() -> Pkcs8.read(bytes(TOO_FEW_ROUNDS), passphrase()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2048 rounds");
    assertThatThrownBy(() -> Pkcs8.read(bytes(WITH_SCRYPT), passphrase()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encrypt it anew");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nc2Vj!mV0\n-----END PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n",
        "x\n-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
      })
  void whatIsNoKeyIsRefusedWithoutShowingIt(String pem) {
    assertThatThrownBy(() -> Pkcs8.read(bytes(pem)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("c2Vj", "secret", "!");
    assertThatThrownBy(
            () -> Pkcs8.read(bytes(pem.replace("PRIVATE", "ENCRYPTED PRIVATE")), passphrase()))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("c2Vj", "secret", "!");
  }
}
