package io.deputy.gateway.acme;

import io.deputy.Bytes;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.TrustBundleJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.SignedNote;
import io.deputy.log.TreeHead;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Minter;
import io.deputy.minting.Secret;
import io.deputy.minting.SignerUnavailable;
import io.deputy.verify.TrustBundle;
import io.deputy.verify.Verifier;
import java.util.Arrays;
import java.util.List;

/** The keys of Acme's issuer. They come from fixed seeds. */
public final class Keys {
  private static final InMemoryEd25519 ROOT = key(1, 1);
  private static final InMemoryEd25519 ATTESTATION = key(2, 2);
  private static final InMemoryEd25519 BUNDLE = key(5, 5);
  private static final InMemoryEd25519 LOG = key(7, 7);

  /** Has the number of the bundle key, and another secret. */
  private static final InMemoryEd25519 ATTACKER = key(5, 66);

  /** What bundles say. */
  public static final TrustedKeys PUBLISHED =
      new TrustedKeys(
          List.of(
              trusted(ROOT, TrustedKey.Role.ROOT),
              trusted(ATTESTATION, TrustedKey.Role.ATTESTATION),
              trusted(LOG, TrustedKey.Role.LOG)));

  /** What gateways pin. */
  public static final TrustedKeys PINNED =
      new TrustedKeys(List.of(trusted(BUNDLE, TrustedKey.Role.BUNDLE)));

  static final Minter MINTER = new Minter(Acme.ISSUER, ROOT, ATTESTATION, new Verifier(PUBLISHED));

  private Keys() {}

  private static InMemoryEd25519 key(int number, int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return new InMemoryEd25519(number, new Secret(Bytes.of(bytes)));
  }

  private static TrustedKey trusted(InMemoryEd25519 key, TrustedKey.Role role) {
    return new TrustedKey(
        key.number(), role, TrustedKey.State.ACTIVE, Acme.ISSUER, key.publicKey());
  }

  /** A bundle as the issuer sends it. */
  public static String signed(TrustBundle bundle) {
    return signed(bundle, BUNDLE);
  }

  /** A checkpoint of the issuer's log. */
  public static String checkpoint(TreeHead head) {
    return checkpoint(head, LOG);
  }

  /** The same, of somebody who has not the key. */
  public static String forgedCheckpoint(TreeHead head) {
    return checkpoint(head, ATTACKER);
  }

  private static String checkpoint(TreeHead head, InMemoryEd25519 key) {
    String origin = Checkpoint.origin(Acme.ISSUER);
    return SignedNote.sign(
            new Checkpoint(origin, head).text(),
            new NoteKey(origin, LOG.publicKey()),
            text -> sign(key, text))
        .write();
  }

  /** A bundle of somebody who has not the key. */
  public static String forged(TrustBundle bundle) {
    return signed(bundle, ATTACKER);
  }

  private static String signed(TrustBundle bundle, InMemoryEd25519 key) {
    return TrustBundleJson.write(bundle, key.number(), key.publicKey(), text -> sign(key, text));
  }

  private static Bytes sign(InMemoryEd25519 key, Bytes message) {
    try {
      return key.sign(message);
    } catch (SignerUnavailable e) {
      throw new IllegalStateException(e);
    }
  }
}
