package io.deputy.minting.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/**
 * Ed25519 private keys as PKCS#8 in PEM (RFC 5958, RFC 7468, RFC 8410), encrypted with PBES2 (RFC
 * 8018, section 6.2): PBKDF2 with HMAC-SHA-256 and AES-256 in CBC mode. Other encryption is not
 * read. The arrays that this class makes are zeroed; copies inside Bouncy Castle's values and the
 * JDK's ciphers, and those that the garbage collector leaves when it moves an array, are not.
 */
final class Pkcs8 {
  /**
   * Rounds of PBKDF2: what OWASP recommends for HMAC-SHA-256 since 2023, a third of a second on an
   * idle machine.
   */
  static final int ITERATIONS = 600_000;

  /** Fewer rounds protect too little: openssl's default of 2,048 for instance. */
  static final int LEAST_ITERATIONS = 100_000;

  /** More rounds only keep a start from ending. */
  static final int MOST_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int AES_BLOCK_BYTES = 16;
  private static final int AES_KEY_BITS = 256;
  private static final int LINE = 64;

  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  /** RFC 8410, section 3. */
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private static final AlgorithmIdentifier HMAC_SHA256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private Pkcs8() {}

  /** Whether a PEM file says that it is encrypted. */
  static boolean isEncrypted(byte[] pem) {
    return new String(pem, 0, Math.min(pem.length, LINE), StandardCharsets.ISO_8859_1)
        .stripLeading()
        .startsWith("-----BEGIN " + ENCRYPTED);
  }

  /**
   * Reads the 32 bytes of an Ed25519 private key that is not encrypted.
   *
   * @throws IllegalArgumentException if {@code pem} is anything but one such key; the message holds
   *     nothing of it
   */
  static byte[] read(byte[] pem) {
    byte[] der = unwrap(pem, PLAIN);
    try {
      return seed(der);
    } finally {
      zero(der);
    }
  }

  /**
   * Reads the 32 bytes of an encrypted Ed25519 private key.
   *
   * @throws IllegalArgumentException if {@code pem} is anything but one such key, or the passphrase
   *     is another; the message holds nothing of either
   */
  static byte[] read(byte[] pem, char[] passphrase) {
    byte[] der = {};
    try {
      EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(unwrap(pem, ENCRYPTED));
      der = decrypt(info, passphrase);
      return seed(der);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("is not opened by this passphrase", e);
    } finally {
      zero(der);
    }
  }

  private static byte[] seed(byte[] der) {
    try {
      if (PrivateKeyFactory.createKey(der) instanceof Ed25519PrivateKeyParameters key) {
        return key.getEncoded();
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("is not PKCS#8", e);
    }
    throw new IllegalArgumentException("is not an Ed25519 key");
  }

  private static byte[] decrypt(EncryptedPrivateKeyInfo info, char[] passphrase)
      throws GeneralSecurityException {
    PBKDF2Params kdf;
    byte[] iv;
    try {
      if (!info.getEncryptionAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
        throw new IllegalArgumentException();
      }
      PBES2Parameters scheme =
          PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
      EncryptionScheme cipher = scheme.getEncryptionScheme();
      kdf = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
      if (!scheme.getKeyDerivationFunc().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)
          || !kdf.getPrf().getAlgorithm().equals(HMAC_SHA256.getAlgorithm())
          || !cipher.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC)) {
        throw new IllegalArgumentException();
      }
      iv = ASN1OctetString.getInstance(cipher.getParameters()).getOctets();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "is not encrypted with PBES2, PBKDF2, HMAC-SHA-256 and AES-256-CBC; encrypt it anew", e);
    }
    int iterations = kdf.getIterationCount().intValueExact();
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "is encrypted with "
              + iterations
              + " rounds of PBKDF2; encrypt it anew with "
              + ITERATIONS);
    }
    return cipher(Cipher.DECRYPT_MODE, passphrase, kdf.getSalt(), iterations, iv)
        .doFinal(info.getEncryptedData());
  }

  private static Cipher cipher(int mode, char[] passphrase, byte[] salt, int iterations, byte[] iv)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, AES_KEY_BITS);
    byte[] key = {};
    try {
      key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher;
    } finally {
      spec.clearPassword();
      zero(key);
    }
  }

  /** Writes an Ed25519 private key as it is: for development only. */
  static byte[] write(byte[] seed) {
    byte[] der = info(seed);
    try {
      return wrap(der, PLAIN);
    } finally {
      zero(der);
    }
  }

  /** Writes an Ed25519 private key, encrypted. */
  static byte[] write(byte[] seed, char[] passphrase, SecureRandom random) {
    byte[] der = info(seed);
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[AES_BLOCK_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, passphrase, salt, ITERATIONS, iv).doFinal(der);
      PBES2Parameters parameters =
          new PBES2Parameters(
              new KeyDerivationFunc(
                  PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, ITERATIONS, HMAC_SHA256)),
              new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
      AlgorithmIdentifier algorithm =
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters);
      return wrap(new EncryptedPrivateKeyInfo(algorithm, encrypted).getEncoded(), ENCRYPTED);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PBKDF2 and AES", e);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    } finally {
      zero(der);
    }
  }

  private static byte[] info(byte[] seed) {
    try {
      return new PrivateKeyInfo(new AlgorithmIdentifier(ED25519), new DEROctetString(seed))
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
  }

  /** RFC 7468, section 3, strictly: one block, with this label and nothing around it. */
  private static byte[] unwrap(byte[] pem, String label) {
    byte[] body = {};
    byte[] begin = ascii("-----BEGIN " + label + "-----\n");
    byte[] end = ascii("-----END " + label + "-----");
    byte[] text = {};
    try {
      text = trimmed(pem);
      int from = begin.length;
      int to = text.length - end.length;
      if (to <= from
          || !Arrays.equals(text, 0, from, begin, 0, from)
          || !Arrays.equals(text, to, text.length, end, 0, end.length)) {
        throw new IllegalArgumentException("is not one PEM block of \"" + label + "\"");
      }
      body = withoutLineBreaks(text, from, to);
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      // The decoder's own message may quote a character of the key.
      throw new IllegalArgumentException("is not one PEM block of \"" + label + "\"");
    } finally {
      zero(body);
      zero(text);
    }
  }

  /** With line feeds only, and without white space around. */
  private static byte[] trimmed(byte[] pem) {
    ByteBuffer kept = ByteBuffer.allocate(pem.length);
    for (byte b : pem) {
      if (b != '\r') {
        kept.put(b);
      }
    }
    int from = 0;
    int to = kept.position();
    while (from < to && kept.get(from) <= ' ') {
      from++;
    }
    while (to > from && kept.get(to - 1) <= ' ') {
      to--;
    }
    byte[] trimmed = Arrays.copyOfRange(kept.array(), from, to);
    zero(kept.array());
    return trimmed;
  }

  private static byte[] withoutLineBreaks(byte[] text, int from, int to) {
    byte[] body = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (text[i] != '\n') {
        body[length++] = text[i];
      }
    }
    byte[] cut = Arrays.copyOf(body, length);
    zero(body);
    return cut;
  }

  private static byte[] wrap(byte[] der, String label) {
    byte[] body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(der);
    byte[] begin = ascii("-----BEGIN " + label + "-----\n");
    byte[] end = ascii("\n-----END " + label + "-----\n");
    byte[] pem =
        ByteBuffer.allocate(begin.length + body.length + end.length)
            .put(begin)
            .put(body)
            .put(end)
            .array();
    zero(body);
    return pem;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void zero(byte[] secret) {
    Arrays.fill(secret, (byte) 0);
  }
}
