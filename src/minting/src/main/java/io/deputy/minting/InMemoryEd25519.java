package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key (RFC 8032) in the memory of this process. */
public final class InMemoryEd25519 implements Signer {
  private final int number;
  private final byte[] seed;
  private final PublicKey publicKey;

  /**
   * @param number the key's number in the JWKS
   * @param seed 32 bytes, the private key of RFC 8032
   * @throws IllegalArgumentException if there are not 32 bytes
   */
  public InMemoryEd25519(int number, Secret seed) {
    this(number, seed.expose().toArray());
  }

  private InMemoryEd25519(int number, byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    this.number = number;
    this.seed = seed;
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(this.seed, 0, encoded, 0);
    this.publicKey = new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(encoded));
  }

  /**
   * A key whose seed nobody else keeps: {@code seed} is copied, and then zeroed.
   *
   * @throws IllegalArgumentException if there are not 32 bytes
   */
  public static InMemoryEd25519 taking(int number, byte[] seed) {
    try {
      return new InMemoryEd25519(number, seed.clone());
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** A fresh key for one block: it has no number, since nobody looks it up. */
  static InMemoryEd25519 ephemeral(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new InMemoryEd25519(0, new Secret(Bytes.of(seed)));
  }

  /** The private key itself, for the proof of a token. */
  Secret secret() {
    return new Secret(Bytes.of(seed));
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message.toArray(), 0, message.size(), signature, 0);
    return Bytes.of(signature);
  }

  @Override
  public String toString() {
    return "Ed25519 key " + number + " [redacted]";
  }
}
