package io.deputy.minting.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.deputy.Bytes;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.Jwks;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFolderTest {
  private static final String ISSUER = "https://deputy.acme.example";
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(1));

  @TempDir Path home;
  private Path path;
  private KeyFolder folder;

  @BeforeEach
  void makeKeys() throws Exception {
    path = home.resolve("keys");
    folder = new KeyFolder(path, Optional.empty(), true, Optional.empty());
    folder.open(NOW);
  }

  private interface Act {
    Object act() throws Exception;
  }

  private static void refused(Act act, String problem) {
    assertThatThrownBy(act::act)
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("\n");
  }

  private State state(int number) throws Exception {
    return folder.read().key(number).orElseThrow().state();
  }

  private int signing(Role role) throws Exception {
    return folder.read().signing(role).orElseThrow().number();
  }

  private void edit(String part, String with) throws Exception {
    Path manifest = path.resolve(KeyFolder.MANIFEST);
    Files.writeString(manifest, Files.readString(manifest).replaceFirst(part, with));
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void theFirstStartMakesTwoKeysOfEachRoleThatOnlyTheOwnerReads() throws Exception {
    assertThat(folder.read().keys().stream().map(IssuerKey::name))
        .containsExactly(
            "root-1",
            "attestation-2",
            "root-3",
            "attestation-4",
            "bundle-5",
            "bundle-6",
            "log-7",
            "log-8");
    for (String name :
        List.of("keys.txt", "root-1.pem", "attestation-2.pem", "root-3.pem", "attestation-4.pem")) {
      assertThat(permissions(path.resolve(name))).isEqualTo("rw-------");
    }
    assertThat(permissions(path)).isEqualTo("rwx------");
    try (var others = Files.list(home)) {
      assertThat(others).containsExactly(path);
    }
  }

  @Test
  void theNextStartReadsTheSameKeys() throws Exception {
    KeyManifest first = folder.read();
    assertThat(folder.open(LATER)).isEqualTo(first);
    assertThat(KeyManifest.parse(first.text())).isEqualTo(first);
  }

  @Test
  void theLowestActiveNumberSignsAndAllArePublished() throws Exception {
    KeyManifest manifest = folder.read();
    assertThat(signing(Role.ROOT)).isEqualTo(1);
    assertThat(signing(Role.ATTESTATION)).isEqualTo(2);
    assertThat(manifest.published(ISSUER).keys().stream().map(TrustedKey::number))
        .containsExactly(1, 2, 3, 4, 7, 8);
    IssuerKey root = manifest.key(1).orElseThrow();
    assertThat(folder.signer(root).publicKey()).isEqualTo(root.key());
  }

  @Test
  void bundleKeysAreKeptAndNotPublished() throws Exception {
    folder.generate(Role.BUNDLE, NOW);
    folder.generate(Role.LOG, NOW);
    assertThat(folder.read().keys().stream().map(IssuerKey::name)).contains("bundle-9", "log-10");
    assertThat(folder.read().published(ISSUER).keys())
        .extracting(TrustedKey::role)
        .doesNotContain(Role.BUNDLE)
        .hasSize(7);
  }

  @Test
  void gatewaysPinTheBundleKeysAndNoOthers() throws Exception {
    folder.compromise(5, NOW);
    TrustedKeys pinned = folder.read().pinned(ISSUER);
    assertThat(pinned.keys())
        .allMatch(k -> k.role() == Role.BUNDLE && k.issuer().equals(ISSUER))
        .extracting(TrustedKey::number, TrustedKey::state)
        .containsExactly(
            tuple(5, State.COMPROMISED), tuple(6, State.ACTIVE), tuple(9, State.ACTIVE));
    assertThat(Jwks.read(Jwks.write(pinned))).isEqualTo(pinned);
  }

  @Test
  void aFolderFromBeforeThereWereBundlesOrALogGetsTheirKeysOnce() throws Exception {
    for (int number = 5; number <= 8; number++) {
      String name = (number < 7 ? "bundle-" : "log-") + number + ".pem";
      Files.delete(path.resolve(name));
      edit("(?m)^" + number + " .*\n", "");
    }
    KeyManifest before = folder.read();
    assertThat(before.keys()).hasSize(4);
    KeyManifest completed = folder.open(LATER);
    assertThat(completed.keys()).startsWith(before.keys().toArray(IssuerKey[]::new)).hasSize(8);
    for (Role role : List.of(Role.BUNDLE, Role.LOG)) {
      assertThat(completed.active(role))
          .hasSize(2)
          .allMatch(k -> k.since().equals(LATER) && k.number() > 4);
      assertThat(folder.signer(completed.signing(role).orElseThrow())).isNotNull();
    }
    assertThat(folder.open(LATER.plusSeconds(1))).isEqualTo(completed).isEqualTo(folder.read());
  }

  @Test
  void aFolderWithBundleKeysGetsOnlyThoseOfTheLog() throws Exception {
    Files.delete(path.resolve("log-7.pem"));
    Files.delete(path.resolve("log-8.pem"));
    edit("(?m)^7 .*\n8 .*\n", "");
    KeyManifest completed = folder.open(LATER);
    assertThat(completed.keys()).hasSize(8);
    assertThat(completed.active(Role.BUNDLE)).allMatch(k -> k.since().equals(NOW));
    assertThat(completed.active(Role.LOG)).hasSize(2).allMatch(k -> k.since().equals(LATER));
  }

  @Test
  void aRotationRetiresTheKeyAMinuteAheadAndAnotherStandsBy() throws Exception {
    IssuerKey retired = folder.rotate(Role.ROOT, KeyFolder.OVERLAP, LATER.plusMillis(1));
    assertThat(retired.number()).isEqualTo(1);
    assertThat(retired.since()).isEqualTo(LATER.plusSeconds(61));
    assertThat(signing(Role.ROOT)).isEqualTo(3);
    assertThat(folder.read().active(Role.ROOT).stream().map(IssuerKey::number))
        .containsExactly(3, 9);
    assertThat(signing(Role.ATTESTATION)).isEqualTo(2);
    TrustedKey published = folder.read().published(ISSUER).root(1).orElseThrow();
    assertThat(published.state()).isEqualTo(State.RETIRED);
    assertThat(published.retiredAt()).contains(LATER.plusSeconds(61));
    assertThat(Jwks.read(Jwks.write(folder.read().published(ISSUER))))
        .isEqualTo(folder.read().published(ISSUER));
  }

  @Test
  void aKeyThatGatewaysMayNotKnowYetDoesNotSign() throws Exception {
    refused(() -> folder.rotate(Role.ROOT, KeyFolder.OVERLAP, NOW.plusSeconds(3599)), "--overlap");
    folder.rotate(Role.ROOT, KeyFolder.OVERLAP, NOW.plusSeconds(3600));
    refused(() -> folder.rotate(Role.ROOT, KeyFolder.OVERLAP, NOW.plusSeconds(3601)), "--overlap");
    folder.rotate(Role.ROOT, Duration.ZERO, NOW.plusSeconds(3601));
    assertThat(signing(Role.ROOT)).isEqualTo(9);
  }

  @Test
  void aCompromisedKeyIsMarkedAtOnceAndReplaced() throws Exception {
    IssuerKey bad = folder.compromise(1, LATER);
    assertThat(bad.since()).isEqualTo(LATER);
    assertThat(state(1)).isEqualTo(State.COMPROMISED);
    assertThat(folder.read().active(Role.ROOT).stream().map(IssuerKey::number))
        .containsExactly(3, 9);
    folder.compromise(3, LATER);
    folder.compromise(9, LATER);
    assertThat(signing(Role.ROOT)).isEqualTo(10);
    refused(() -> folder.compromise(1, LATER), "already");
  }

  @Test
  void aRetiredKeyCanTurnOutToBeCompromised_andNoStateComesBack() throws Exception {
    folder.retire(1, LATER);
    folder.compromise(1, LATER);
    assertThat(state(1)).isEqualTo(State.COMPROMISED);
    refused(() -> folder.retire(1, LATER), "is not active");
  }

  @Test
  void theLastKeyOfARoleDoesNotRetire() throws Exception {
    edit("(?m)^8 .*\n", "");
    refused(() -> folder.retire(7, LATER), "only active one");
    refused(() -> folder.rotate(Role.LOG, Duration.ZERO, LATER), "stands by");
    refused(() -> folder.retire(99, LATER), "there is no key 99");
  }

  @Test
  void aNumberIsNeverGivenAgain_alsoIfAChangeDidNotComeToItsEnd() throws Exception {
    Files.copy(
        path.resolve("root-3.pem"), path.resolve("log-9.pem"), StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(folder.generate(Role.ROOT, NOW).number()).isEqualTo(10);
    edit("(?m)^10 .*\n", "");
    assertThat(folder.generate(Role.ATTESTATION, NOW).number()).isEqualTo(11);
  }

  @Test
  void aRetiredKeyNeedsNoPrivateHalf() throws Exception {
    folder.retire(1, LATER);
    Files.delete(path.resolve("root-1.pem"));
    assertThat(folder.read().published(ISSUER).root(1)).isPresent();
  }

  @Test
  void changesExcludeEachOther() throws Exception {
    try (FileChannel other =
            FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      refused(() -> folder.generate(Role.ROOT, NOW), "another command");
    }
    folder.generate(Role.ROOT, NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw---x---"})
  void aFileThatIsOpenToOthersIsRefused(String permissions) throws Exception {
    Files.setPosixFilePermissions(
        path.resolve("root-1.pem"), PosixFilePermissions.fromString(permissions));
    IssuerKey root = folder.read().key(1).orElseThrow();
    refused(() -> folder.signer(root), "chmod it to 600");
    Files.setPosixFilePermissions(
        path.resolve("keys.txt"), PosixFilePermissions.fromString(permissions));
    refused(() -> folder.read(), "chmod it to 600");
  }

  @Test
  void aFileWithAnotherKeyThanTheManifestHasIsRefused() throws Exception {
    Files.copy(
        path.resolve("root-3.pem"),
        path.resolve("root-1.pem"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    IssuerKey root = folder.read().key(1).orElseThrow();
    refused(() -> folder.signer(root), "is not the key that the manifest has");
  }

  @Test
  void aFolderWithoutManifestIsRefused() throws Exception {
    Files.delete(path.resolve("keys.txt"));
    refused(() -> folder.open(NOW), "has no \"keys.txt\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(?m)^1 root   | one root",
        "(?m)^1 root   | 01 root",
        "(?m)^1 root   | 0 root",
        "(?m)^1 root   | 1 admin",
        "(?m)^1 root   | 4 root",
        "(?m)^1 root active | 1 root trusted",
        "(?m)^1 root active | 1 root  active",
        "2026-11-24T | 2026-13-24T",
        "ed25519/     | rsa/",
        "ed25519/..   | ed25519/",
        "ed25519/     | secp256r1/"
      })
  void aManifestThatIsNotOfItsFormIsRefused(String part, String with) throws Exception {
    edit(part, with);
    refused(() -> folder.read(), "keys.txt");
  }

  @Test
  void oneKeyUnderTwoNumbersIsRefused() throws Exception {
    edit("(?m)^(1)( root .*)$", "$1$2\n99$2");
    refused(() -> folder.read(), "one key has two numbers");
  }

  @Test
  void outsideOfDevelopmentKeysAreEncrypted() throws Exception {
    KeyFolder production = new KeyFolder(path, Optional.empty(), false, Optional.empty());
    IssuerKey root = folder.read().key(1).orElseThrow();
    refused(() -> production.signer(root), "is not encrypted");
    refused(() -> production.generate(Role.ROOT, NOW), "is not encrypted");
    KeyFolder fresh =
        new KeyFolder(home.resolve("fresh"), Optional.empty(), false, Optional.empty());
    refused(() -> fresh.open(NOW), "DEPUTY_KEYS_PASSPHRASE");
    try (var left = Files.list(home)) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  void anEncryptedKeyOpensWithItsPassphraseOnly() throws Exception {
    Path file = home.resolve("passphrase");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "correct horse\nnot this\n");
    Path encrypted = home.resolve("encrypted");
    KeyFolder fromFile = with(encrypted, Passphrase.ofFile(file));
    fromFile.open(NOW);
    IssuerKey root = fromFile.read().key(1).orElseThrow();
    assertThat(Files.readString(encrypted.resolve("root-1.pem")))
        .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    Bytes signature = fromFile.signer(root).sign(Bytes.of((byte) 1));
    assertThat(
            with(encrypted, Passphrase.ofText("correct horse"))
                .signer(root)
                .sign(Bytes.of((byte) 1)))
        .isEqualTo(signature);
    refused(
        () -> with(encrypted, Passphrase.ofText("Correct horse")).signer(root),
        "is not opened by this passphrase");
    refused(() -> with(encrypted, Passphrase.ofText("")).signer(root), "is empty");
    KeyFolder none = new KeyFolder(encrypted, Optional.empty(), true, Optional.empty());
    refused(() -> none.signer(root), "is encrypted");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    refused(() -> fromFile.signer(root), "chmod it to 600");
  }

  private static KeyFolder with(Path path, Passphrase passphrase) {
    return new KeyFolder(path, Optional.of(passphrase), false, Optional.empty());
  }

  @Test
  void secretsPrintRedacted() throws Exception {
    assertThat(Passphrase.ofText("correct horse").toString()).isEqualTo("[redacted]");
    Pkcs11 module = new Pkcs11(Path.of("/lib.so"), 1, Passphrase.ofText("1234"));
    assertThat(module.toString()).doesNotContain("1234");
    IssuerKey root = folder.read().key(1).orElseThrow();
    assertThat(folder.signer(root).toString()).isEqualTo("Ed25519 key 1 [redacted]");
  }
}
