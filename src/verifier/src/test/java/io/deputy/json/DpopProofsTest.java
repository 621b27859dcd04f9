package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.verify.ProvenKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** The proofs that a gateway accepts, and those that it refuses, each with its reason. */
class DpopProofsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final String URL = "https://mcp.acme.example/github?session=1";
  private static final String TOKEN = "En8KFQoFYWxpY2U";

  private static final Key EDWARDS = ed25519();
  private static final Key P256 = p256();

  private final Set<String> used = new HashSet<>();
  private final DpopProofs proofs =
      new DpopProofs((key, id, until) -> until.isAfter(NOW) && used.add(key + " " + id));

  /** A key pair of the tests. */
  private record Key(String algorithm, Map<String, String> jwk, UnaryOperator<byte[]> signer) {
    Thumbprint thumbprint() throws Refusal {
      return Thumbprints.of(jwk);
    }
  }

  private static Key ed25519() {
    byte[] seed = Bytes.of(new byte[] {7}).sha256().toArray();
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, encoded, 0);
    return new Key(
        "EdDSA",
        Map.of("kty", "OKP", "crv", "Ed25519", "x", Bytes.of(encoded).toBase64Url()),
        message -> {
          byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
          Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
          return signature;
        });
  }

  private static Key p256() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      return new Key(
          "ES256",
          Map.of(
              "kty",
              "EC",
              "crv",
              "P-256",
              "x",
              coordinate(key.getW().getAffineX().toByteArray()),
              "y",
              coordinate(key.getW().getAffineY().toByteArray())),
          message -> signed(pair, message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] signed(KeyPair pair, byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 32 bytes of a number that may have a sign byte, or fewer bytes. */
  private static String coordinate(byte[] number) {
    byte[] padded = new byte[Points.COORDINATE_BYTES];
    int length = Math.min(number.length, padded.length);
    System.arraycopy(number, number.length - length, padded, padded.length - length, length);
    return Bytes.of(padded).toBase64Url();
  }

  /** A proof in the making. */
  private record Proof(Map<String, Object> header, Map<String, Object> claims, Key key) {
    Proof header(String name, Object value) {
      return new Proof(with(header, name, value), claims, key);
    }

    Proof claim(String name, Object value) {
      return new Proof(header, with(claims, name, value), key);
    }

    Proof reallySignedBy(Key other) {
      return new Proof(header, claims, other);
    }

    String compact() {
      String input = encoded(header) + "." + encoded(claims);
      byte[] signature = key.signer.apply(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + Bytes.of(signature).toBase64Url();
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
      Map<String, Object> more = new TreeMap<>(map);
      if (value == null) {
        more.remove(name);
      } else {
        more.put(name, value);
      }
      return more;
    }

    private static String encoded(Map<String, Object> map) {
      try {
        return Bytes.of(new ObjectMapper().writeValueAsBytes(map)).toBase64Url();
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Proof proof(Key key) {
    String hash = Bytes.of(TOKEN.getBytes(StandardCharsets.US_ASCII)).sha256().toBase64Url();
    return new Proof(
        Map.of("typ", "dpop+jwt", "alg", key.algorithm, "jwk", key.jwk),
        Map.of(
            "htm", "POST",
            "htu", "https://mcp.acme.example/github",
            "iat", NOW.getEpochSecond(),
            "jti", "a",
            "ath", hash),
        key);
  }

  private static Proof proof() {
    return proof(EDWARDS);
  }

  private ProvenKey check(Proof proof) throws Refusal {
    return proofs.check(List.of(proof.compact()), "POST", URL, TOKEN, NOW);
  }

  private void refused(Proof proof, Reason reason) {
    refused(List.of(proof.compact()), reason);
  }

  private void refused(List<String> headers, Reason reason) {
    assertThatThrownBy(() -> proofs.check(headers, "POST", URL, TOKEN, NOW))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
    assertThat(used).isEmpty();
  }

  @Test
  void proof_provesItsKey() throws Exception {
    for (Key key : List.of(EDWARDS, P256)) {
      assertThat(check(proof(key))).isEqualTo(new ProvenKey(key.thumbprint()));
    }
    // RFC 9864: what some libraries call EdDSA with this curve.
    assertThat(check(proof().header("alg", "Ed25519").claim("jti", "b")).thumbprint())
        .isEqualTo(EDWARDS.thumbprint());
  }

  @Test
  void replayedProof_isRefused() throws Exception {
    check(proof());
    assertThatThrownBy(() -> check(proof()))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.DPOP_PROOF_REPLAYED));
  }

  @Test
  void proofForAnotherRequest_isRefused() {
    refused(proof().claim("htm", "GET"), Reason.DPOP_PROOF_MISMATCH);
    refused(proof().claim("htu", "https://mcp.acme.example/"), Reason.DPOP_PROOF_MISMATCH);
    refused(proof().claim("htu", "http://mcp.acme.example/github"), Reason.DPOP_PROOF_MISMATCH);
    refused(
        proof().claim("htu", "https://mcp.acme.example.evil/github"), Reason.DPOP_PROOF_MISMATCH);
    refused(proof().claim("htu", "nonsense"), Reason.DPOP_PROOF_MISMATCH);
    refused(proof().claim("ath", Bytes.EMPTY.sha256().toBase64Url()), Reason.DPOP_PROOF_MISMATCH);
  }

  @Test
  void proofFromAnotherTime_isRefused() throws Exception {
    long now = NOW.getEpochSecond();
    refused(proof().claim("iat", now + 31), Reason.DPOP_PROOF_STALE);
    refused(proof().claim("iat", now - 91), Reason.DPOP_PROOF_STALE);
    refused(proof().claim("iat", Long.MIN_VALUE), Reason.DPOP_PROOF_STALE);
    refused(proof().claim("iat", Long.MAX_VALUE), Reason.DPOP_PROOF_STALE);
    check(proof().claim("iat", now + 30).claim("jti", "early"));
    check(proof().claim("iat", now - 90).claim("jti", "late"));
  }

  @Test
  void proofThatLacksSomething_isRefused() {
    for (String claim : List.of("htm", "htu", "iat", "jti", "ath")) {
      refused(proof().claim(claim, null), Reason.DPOP_PROOF_INVALID);
      refused(proof().claim(claim, List.of()), Reason.DPOP_PROOF_INVALID);
    }
    for (String member : List.of("typ", "alg", "jwk")) {
      refused(proof().header(member, null), Reason.DPOP_PROOF_INVALID);
    }
    refused(proof().claim("iat", 1.5), Reason.DPOP_PROOF_INVALID);
    refused(proof().claim("jti", ""), Reason.DPOP_PROOF_INVALID);
    refused(proof().claim("jti", "a".repeat(257)), Reason.DPOP_PROOF_INVALID);
  }

  @Test
  void proofOfAnotherKeyOrAlgorithm_isRefused() {
    refused(proof().reallySignedBy(P256), Reason.DPOP_PROOF_INVALID);
    refused(proof(P256).header("jwk", EDWARDS.jwk), Reason.DPOP_PROOF_INVALID);
    refused(proof(P256).reallySignedBy(p256()), Reason.DPOP_PROOF_INVALID);
    for (String algorithm : List.of("none", "HS256", "ES384", "RS256", "ES256")) {
      refused(proof().header("alg", algorithm), Reason.DPOP_PROOF_INVALID);
    }
    refused(proof().header("typ", "JWT"), Reason.DPOP_PROOF_INVALID);
    refused(proof().header("crit", List.of("b64")), Reason.DPOP_PROOF_INVALID);
  }

  @Test
  void keyThatIsPrivateOrNoPoint_isRefused() {
    Map<String, Object> jwk = new TreeMap<>(EDWARDS.jwk);
    jwk.put("d", Bytes.of(new byte[32]).toBase64Url());
    refused(proof().header("jwk", jwk), Reason.DPOP_PROOF_INVALID);
    jwk.put("d", List.of());
    refused(proof().header("jwk", jwk), Reason.DPOP_PROOF_INVALID);
    Map<String, Object> off = new TreeMap<>(P256.jwk);
    off.put("y", P256.jwk.get("x"));
    refused(proof(P256).header("jwk", off), Reason.DPOP_PROOF_INVALID);
  }

  /** With the neutral element as key, R = B and S = 1 is a signature of everything. */
  @Test
  void keyThatEverybodyCanSignFor_isRefused() {
    byte[] anything = Bytes.ofHex("58" + "66".repeat(31) + "01" + "00".repeat(31)).toArray();
    Key neutral =
        new Key(
            "EdDSA",
            Map.of("kty", "OKP", "crv", "Ed25519", "x", "AQ" + "A".repeat(41)),
            message -> anything);
    refused(proof(neutral), Reason.DPOP_PROOF_INVALID);
  }

  @Test
  void whatIsNotOneJwt_isRefused() {
    String compact = proof().compact();
    refused(List.of(), Reason.DPOP_PROOF_INVALID);
    refused(List.of(compact, compact), Reason.DPOP_PROOF_INVALID);
    refused(List.of(compact + ", " + compact), Reason.DPOP_PROOF_INVALID);
    refused(List.of(compact + "."), Reason.DPOP_PROOF_INVALID);
    refused(List.of("a.b.c"), Reason.DPOP_PROOF_INVALID);
    refused(List.of("e30.e30.AA"), Reason.DPOP_PROOF_INVALID);
    refused(List.of("a".repeat(DpopProofs.MAX_CHARACTERS + 1)), Reason.DPOP_PROOF_INVALID);
    refused(proof().claim("deep", List.of(List.of(List.of(List.of())))), Reason.DPOP_PROOF_INVALID);
  }

  @Test
  void everyChangedCharacterOfAProof_isRefused() {
    String compact = proof().compact();
    for (int at = 0; at < compact.length(); at++) {
      char other = compact.charAt(at) == 'A' ? 'B' : 'A';
      refused(
          List.of(compact.substring(0, at) + other + compact.substring(at + 1)),
          Reason.DPOP_PROOF_INVALID);
    }
  }
}
