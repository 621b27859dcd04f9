package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwksTest {
  /** The public key of RFC 8037, appendix A.2. */
  private static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

  private static final String OKP =
      "{\"kid\":\"1\",\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
          + X
          + "\",\"use\":\"sig\",\"alg\":\"EdDSA\",\"role\":\"root\",\"state\":\"active\","
          + "\"iss\":\"https://deputy.acme.example\"}";

  /** The key of RFC 7515, appendix A.3. */
  private static final String EC =
      "{\"kid\":\"20\",\"kty\":\"EC\",\"crv\":\"P-256\","
          + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
          + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\","
          + "\"use\":\"sig\",\"alg\":\"ES256\",\"role\":\"attestation\",\"state\":\"retired\","
          + "\"retired_at\":1764000000,\"iss\":\"https://deputy.acme.example\"}";

  @Test
  void aSetIsReadAndWritten() throws Refusal {
    String set = set(OKP, EC);
    TrustedKeys keys = Jwks.read(set);
    assertThat(Jwks.write(keys)).isEqualTo(set);
    assertThat(keys.keys().get(0))
        .isEqualTo(
            new TrustedKey(
                1,
                TrustedKey.Role.ROOT,
                TrustedKey.State.ACTIVE,
                "https://deputy.acme.example",
                new PublicKey(PublicKey.Algorithm.ED25519, Bytes.ofBase64Url(X))));
    assertThat(keys.keys().get(1).retiredAt()).contains(Instant.ofEpochSecond(1_764_000_000));
    assertThat(keys.keys().get(1).key().encoded().toHex()).startsWith("037fcdce2770f6c45d41");
  }

  @Test
  void anEmptySetTrustsNothing() throws Refusal {
    assertThat(Jwks.read(set())).isEqualTo(new TrustedKeys(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kid\" | {\"d\":\"x\",\"kid\" | private key",
        "{\"kid\" | {\"x5c\":\"x\",\"kid\" | \"/keys/0/x5c\" is not known",
        "\"OKP\" | \"oct\" | \"/keys/0/kty\"",
        "\"OKP\" | \"EC\" | \"y\"",
        "\"kid\":\"1\", |  '' | \"kid\"",
        "\"1\" | 1 | \"/keys/0/kid\"",
        "\"1\" | \"01\" | \"/keys/0/kid\"",
        "\"1\" | \"-1\" | \"/keys/0/kid\"",
        "\"1\" | \"4294967295\" | \"/keys/0/kid\"",
        "\"https://deputy.acme.example\" | \"\" | \"/keys/0/iss\"",
        "\"sig\" | \"enc\" | \"/keys/0/use\"",
        "\"EdDSA\" | \"ES256\" | \"/keys/0/alg\"",
        "\"Ed25519\" | \"X25519\" | \"/keys/0/crv\"",
        "\"root\" | \"admin\" | \"/keys/0/role\"",
        "\"active\" | \"ACTIVE\" | \"/keys/0/state\"",
        "HURo\" | HURo=\" | \"/keys/0/x\"",
        "HURo\" | HUR\" | \"/keys/0/x\"",
        "HURo\" | HURp\" | \"/keys/0/x\""
      })
  void aMalformedKeyIsRefused(String part, String with, String message) {
    refused(set(OKP.replace(part, with)), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"retired_at\":1764000000, |  '' | exactly if its state is retired",
        "\"retired\" | \"active\" | exactly if its state is retired",
        "\"retired\" | \"compromised\" | exactly if its state is retired",
        "1764000000 | \"1764000000\" | \"/keys/0/retired_at\"",
        "1764000000 | 1764000000.5 | \"/keys/0/retired_at\"",
        "1764000000 | -1 | \"/keys/0/retired_at\"",
        "1764000000 | 1764000000000 | \"/keys/0/retired_at\""
      })
  void aRetiredKeySaysSinceWhenAndNoOtherDoes(String part, String with, String message) {
    refused(set(EC.replace(part, with)), message);
  }

  @Test
  void aKeyOfSmallOrderIsRefused() {
    refused(set(OKP.replace(X, "A".repeat(43))), "no Ed25519 public key");
    refused(set(OKP.replace(X, "AQ" + "A".repeat(41))), "no Ed25519 public key");
  }

  @Test
  void aPointOffTheCurveIsRefused() {
    refused(set(EC.replace("\"x_FEz", "\"x_FEy")), "no point of P-256");
  }

  @Test
  void repeatedKeysAreRefused() {
    refused(set(OKP, OKP), "\"/keys/1\" repeats");
    refused(set(OKP, OKP.replace("\"1\"", "\"2\"")), "\"/keys/1\" repeats");
    refused(set(OKP, EC.replace("\"20\"", "\"1\"")), "\"/keys/1\" repeats");
  }

  @Test
  void anythingButASetIsRefused() {
    refused("[]", "the whole text is not an object");
    refused("{}", "\"keys\"");
    refused("{\"keys\":[],\"more\":1}", "\"/more\"");
    refused("{\"keys\":{}}", "\"/keys\" is not an array");
  }

  /** RFC 8037, appendix A.3. */
  @Test
  void theThumbprintOfAnOkpKeyIsThatOfTheStandard() throws Refusal {
    assertThat(Thumbprints.of(Map.of("kty", "OKP", "crv", "Ed25519", "x", X, "kid", "ignored")))
        .hasToString("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  /** RFC 7638, section 3.1. */
  @Test
  void theThumbprintOfAnRsaKeyIsThatOfTheStandard() throws Refusal {
    String n =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"
            + "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"
            + "R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt"
            + "-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnq"
            + "DKgw";
    assertThat(Thumbprints.of(Map.of("kty", "RSA", "n", n, "e", "AQAB", "alg", "RS256")))
        .hasToString("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void aThumbprintIsOfAPublicKeyOnly() {
    noThumbprint(Map.of("kty", "OKP", "crv", "Ed25519", "x", X, "d", X), "private");
    noThumbprint(Map.of("kty", "oct", "k", X), "private");
    noThumbprint(Map.of("kty", "oct"), "not supported");
    noThumbprint(Map.of(), "not supported");
    noThumbprint(Map.of("kty", "OKP", "crv", "Ed448", "x", X), "\"crv\"");
    noThumbprint(Map.of("kty", "OKP", "crv", "Ed25519"), "\"x\"");
    noThumbprint(Map.of("kty", "OKP", "crv", "Ed25519", "x", "AQAB"), "\"x\"");
    noThumbprint(Map.of("kty", "RSA", "n", X, "e", "AAEAAQ"), "\"e\"");
  }

  private static void noThumbprint(Map<String, String> jwk, String message) {
    assertThatThrownBy(() -> Thumbprints.of(jwk))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(message);
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() -> Jwks.read(json))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.KEYS_MALFORMED))
        .hasMessageContaining(message);
  }
}
