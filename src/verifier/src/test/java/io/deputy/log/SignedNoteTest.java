package io.deputy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** Notes and checkpoints, by the texts of C2SP signed-note and tlog-checkpoint. */
class SignedNoteTest {
  private static final String ORIGIN = "deputy.acme.example/audit/log";
  private static final byte[] SECRET = new byte[32];
  private static final NoteKey KEY = key(ORIGIN, SECRET);
  private static final TreeHead HEAD = new TreeHead(5, Bytes.of(new byte[32]));
  private static final String NOTE = note(new Checkpoint(ORIGIN, HEAD).text());

  /** The example of the specification. */
  private static final String EXAMPLE =
      """
      This is an example message.

      \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  private static final String EXAMPLE_KEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

  private static NoteKey key(String name, byte[] secret) {
    byte[] encoded = new byte[32];
    Ed25519.generatePublicKey(secret, 0, encoded, 0);
    return new NoteKey(name, new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(encoded)));
  }

  private static Bytes sign(Bytes message) {
    byte[] signature = new byte[64];
    Ed25519.sign(SECRET, 0, message.toArray(), 0, message.size(), signature, 0);
    return Bytes.of(signature);
  }

  private static String note(String text) {
    return SignedNote.sign(text, KEY, SignedNoteTest::sign).write();
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  private static NoteKey exampleKey() {
    Bytes material = Bytes.of(java.util.Base64.getDecoder().decode(EXAMPLE_KEY.split("\\+", 3)[2]));
    assertThat(material.at(0)).isEqualTo((byte) 1);
    return new NoteKey(
        "example.com/foo", new PublicKey(PublicKey.Algorithm.ED25519, material.slice(1, 33)));
  }

  @Test
  void theExampleOfTheSpecificationVerifies() throws Refusal {
    NoteKey key = exampleKey();
    assertThat(key.text()).isEqualTo(EXAMPLE_KEY);
    SignedNote note = SignedNote.parse(EXAMPLE);
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.requireSigned(List.of(key))).isEqualTo(key);
    assertThat(note.write()).isEqualTo(EXAMPLE);
  }

  @Test
  void aP256KeyIsNamedByItsSubjectPublicKeyInfo() throws Exception {
    var generator = java.security.KeyPairGenerator.getInstance("EC");
    generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    byte[] info = pair.getPublic().getEncoded();
    byte[] compressed = new byte[33];
    compressed[0] = (byte) ((info[info.length - 1] & 1) == 0 ? 2 : 3);
    System.arraycopy(info, info.length - 64, compressed, 1, 32);
    NoteKey key =
        new NoteKey("a/b", new PublicKey(PublicKey.Algorithm.SECP256R1, Bytes.of(compressed)));
    assertThat(key.id()).isEqualTo(Bytes.of(info).sha256().slice(0, 4));
    SignedNote note =
        SignedNote.sign(
            "text\n",
            key,
            message -> {
              try {
                var signer = java.security.Signature.getInstance("SHA256withECDSA");
                signer.initSign(pair.getPrivate());
                signer.update(message.toArray());
                return Bytes.of(signer.sign());
              } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(SignedNote.parse(note.write()).requireSigned(List.of(key))).isEqualTo(key);
  }

  @Test
  void aCheckpointIsReadAsItWasSigned() throws Refusal {
    assertThat(NOTE).startsWith(ORIGIN + "\n5\nAAAA");
    assertThat(Checkpoint.open(NOTE, List.of(KEY))).isEqualTo(new Checkpoint(ORIGIN, HEAD));
    String extended = note(new Checkpoint(ORIGIN, HEAD).text() + "an extension\n");
    assertThat(Checkpoint.open(extended, List.of(KEY)).head()).isEqualTo(HEAD);
  }

  @Test
  void signaturesOfOthersArePassedOver() throws Refusal {
    String other = "\u2014 witness.example/w AAAAAAEC\n";
    assertThat(Checkpoint.open(NOTE + other, List.of(KEY)).head()).isEqualTo(HEAD);
    refused(
        Reason.CHECKPOINT_SIGNATURE_INVALID,
        () ->
            Checkpoint.open(
                NOTE,
                List.of(
                    key(
                        ORIGIN,
                        new byte[] {
                          1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
                          6, 7, 8, 9, 0, 1, 2
                        }))));
    refused(
        Reason.CHECKPOINT_SIGNATURE_INVALID,
        () -> Checkpoint.open(NOTE, List.of(key("other.example", SECRET))));
    refused(Reason.CHECKPOINT_SIGNATURE_INVALID, () -> Checkpoint.open(NOTE, List.of()));
  }

  @Test
  void oneBadSignatureOfAKnownKeySpoilsTheNote() throws Refusal {
    SignedNote good = SignedNote.parse(NOTE);
    SignedNote.Signature signature = good.signatures().get(0);
    SignedNote two =
        new SignedNote(
            good.text(),
            List.of(
                signature,
                new SignedNote.Signature(ORIGIN, signature.id(), Bytes.of(new byte[64]))));
    refused(Reason.CHECKPOINT_SIGNATURE_INVALID, () -> Checkpoint.open(two.write(), List.of(KEY)));
  }

  @Test
  void anotherLogsCheckpointUnderThisKeyIsRefused() {
    String other = note(new Checkpoint("other.example/log", HEAD).text());
    refused(Reason.CHECKPOINT_SIGNATURE_INVALID, () -> Checkpoint.open(other, List.of(KEY)));
  }

  @Test
  void everyChangedCharacterIsRefused() {
    for (int i = 0; i < NOTE.length(); i++) {
      for (char c : new char[] {'A', '\n', ' ', '\u0000', '+'}) {
        if (NOTE.charAt(i) != c) {
          String changed = NOTE.substring(0, i) + c + NOTE.substring(i + 1);
          assertThatThrownBy(() -> Checkpoint.open(changed, List.of(KEY)))
              .as(changed)
              .isInstanceOf(Refusal.class);
        }
      }
      String cut = NOTE.substring(0, i);
      assertThatThrownBy(() -> Checkpoint.open(cut, List.of(KEY))).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void textsThatAreNoCheckpointsAreRefusedAlthoughSigned() {
    String root = "A".repeat(43) + "=";
    for (String text :
        List.of(
            ORIGIN + "\n5\n",
            ORIGIN + "\n05\n" + root + "\n",
            ORIGIN + "\n-5\n" + root + "\n",
            ORIGIN + "\n1234567890123456789\n" + root + "\n",
            ORIGIN + "\n0\n" + root + "\n",
            ORIGIN + "\n5\n" + "A".repeat(42) + "B=\n",
            ORIGIN + "\n5\n" + root.substring(1) + "\n")) {
      refused(Reason.CHECKPOINT_MALFORMED, () -> Checkpoint.open(note(text), List.of(KEY)));
    }
    refused(
        Reason.CHECKPOINT_MALFORMED,
        () -> SignedNote.parse("a".repeat(SignedNote.MAX_CHARACTERS) + NOTE));
  }

  @Test
  void aLogThatGoesBackOrForksIsNamed() throws Refusal {
    Checkpoint five = new Checkpoint(ORIGIN, HEAD);
    Checkpoint four = new Checkpoint(ORIGIN, new TreeHead(4, HEAD.root()));
    Checkpoint fork = new Checkpoint(ORIGIN, new TreeHead(5, Bytes.EMPTY.sha256()));
    five.requireMayPrecede(five);
    four.requireMayPrecede(five);
    refused(Reason.CHECKPOINT_ROLLED_BACK, () -> five.requireMayPrecede(four));
    refused(Reason.CHECKPOINT_INCONSISTENT, () -> five.requireMayPrecede(fork));
    refused(
        Reason.CHECKPOINT_INCONSISTENT,
        () -> five.requireMayPrecede(new Checkpoint("other.example", HEAD)));
    refused(Reason.CHECKPOINT_INCONSISTENT, () -> four.requirePrecedes(five, List.of()));
    five.requirePrecedes(five, List.of());
  }

  @Test
  void namesHaveNoSpacesAndNoPlus() {
    for (String name : List.of("", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb", "a\tb")) {
      assertThat(NoteKey.isName(name)).as("\"%s\"", name).isFalse();
    }
    assertThat(NoteKey.isName("localhost:8080/audit/log")).isTrue();
  }
}
