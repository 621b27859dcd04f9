package io.deputy.issuer.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.chain.TrustedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {
  private static final String ISSUER = "https://deputy.acme.example";

  /** RFC 8410, section 10.3, the first example. */
  private static final String FROM_THE_RFC =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;

  @TempDir Path home;
  private Path folder;

  @BeforeEach
  void makeKeys() throws Exception {
    folder = home.resolve("keys");
    KeyFolder.open(folder, ISSUER);
  }

  private void refused(String problem) {
    assertThatThrownBy(() -> KeyFolder.open(folder, ISSUER))
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("\n");
  }

  private Path write(String name, String content) throws Exception {
    Path file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  @Test
  void theFirstStartMakesOneKeyOfEachRoleThatOnlyTheOwnerReads() throws Exception {
    for (String name : List.of("root-1.pem", "attestation-2.pem")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (var others = Files.list(home)) {
      assertThat(others).containsExactly(folder);
    }
  }

  @Test
  void theNextStartReadsTheSameKeys() throws Exception {
    assertThat(KeyFolder.open(folder, ISSUER).published())
        .isEqualTo(KeyFolder.open(folder, ISSUER).published());
  }

  @Test
  void theHighestNumberOfARoleSignsAndAllArePublished() throws Exception {
    write("root-10.pem", FROM_THE_RFC);
    IssuerKeys keys = KeyFolder.open(folder, ISSUER);
    assertThat(keys.root().number()).isEqualTo(10);
    assertThat(keys.attestation().number()).isEqualTo(2);
    assertThat(keys.published().keys().stream().map(TrustedKey::number)).containsExactly(1, 2, 10);
  }

  @Test
  void aKeyThatOtherToolsWroteIsRead() throws Exception {
    write("root-3.pem", FROM_THE_RFC);
    // RFC 8410, section 10.1: the public half of the same key.
    assertThat(KeyFolder.open(folder, ISSUER).root().publicKey().encoded())
        .isEqualTo(Bytes.ofHex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"));
  }

  @Test
  void aFileThatIsOpenToOthersIsRefused() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("root-1.pem"), PosixFilePermissions.fromString("rw-r-----"));
    refused("chmod it to 600");
  }

  @Test
  void aFileOfAnotherNameIsRefused() throws Exception {
    write("signing.pem", FROM_THE_RFC);
    refused("name it root-<number>.pem");
  }

  @Test
  void aFileThatIsNoKeyIsRefusedWithoutShowingIt() throws Exception {
    write("root-3.pem", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    refused("is not PKCS#8");
    assertThatThrownBy(() -> KeyFolder.open(folder, ISSUER))
        .message()
        .doesNotContain("c2VjcmV0", "secret");
  }

  @Test
  void oneNumberForTwoRolesIsRefused() throws Exception {
    write("root-2.pem", FROM_THE_RFC);
    refused("two keys have the same number");
  }

  @Test
  void oneKeyForTwoRolesIsRefused() throws Exception {
    Files.copy(
        folder.resolve("root-1.pem"),
        folder.resolve("attestation-3.pem"),
        StandardCopyOption.COPY_ATTRIBUTES);
    refused("one key in two files");
  }

  @Test
  void aFolderWithoutAKeyOfARoleIsRefused() throws Exception {
    Files.delete(folder.resolve("attestation-2.pem"));
    refused("has no key of the role");
  }
}
