package io.deputy.issuer.keys;

import io.deputy.Bytes;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Secret;
import io.deputy.minting.Signer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of private keys, {@code <role>-<number>.pem}. The highest number of a role signs; all
 * are published. A number is never used twice, whatever the role.
 */
public final class KeyFolder {
  private static final Pattern NAME = Pattern.compile("(root|attestation)-([1-9][0-9]{0,8})\\.pem");
  private static final int SEED_BYTES = 32;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private KeyFolder() {}

  private record NumberedKey(TrustedKey.Role role, InMemoryEd25519 signer) {}

  /**
   * Reads the keys; makes one of each role first if there is no such folder.
   *
   * @param issuer whose keys they are
   */
  public static IssuerKeys open(Path folder, String issuer) throws KeysInvalid {
    try {
      if (!Files.exists(folder)) {
        generate(folder);
      }
      List<NumberedKey> keys = readAll(folder);
      return new IssuerKeys(
          signing(folder, keys, TrustedKey.Role.ROOT),
          signing(folder, keys, TrustedKey.Role.ATTESTATION),
          published(folder, keys, issuer));
    } catch (IOException e) {
      throw new KeysInvalid("the keys in \"" + folder + "\" cannot be read: " + e, e);
    }
  }

  /** Complete or not at all: a crash half-way leaves another folder than the one that is read. */
  private static void generate(Path folder) throws IOException {
    Path home = folder.toAbsolutePath().getParent();
    Files.createDirectories(home);
    Path fresh =
        Files.createTempDirectory(
            home,
            folder.getFileName() + ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    write(fresh.resolve("root-1.pem"));
    write(fresh.resolve("attestation-2.pem"));
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(folder)) {
        throw e;
      }
      // Another instance was faster; its keys are read.
    }
  }

  private static void write(Path file) throws IOException {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file, Pkcs8.writeEd25519(new Secret(Bytes.of(seed))), StandardOpenOption.WRITE);
  }

  private static List<NumberedKey> readAll(Path folder) throws IOException, KeysInvalid {
    List<NumberedKey> keys = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
      for (Path file : files) {
        keys.add(read(file));
      }
    }
    keys.sort(Comparator.comparingInt(k -> k.signer().number()));
    return keys;
  }

  private static NumberedKey read(Path file) throws IOException, KeysInvalid {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new KeysInvalid(
          "key file \"" + file + "\": name it root-<number>.pem or attestation-<number>.pem");
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new KeysInvalid("key file \"" + file + "\" is open to others; chmod it to 600");
    }
    TrustedKey.Role role =
        name.group(1).equals("root") ? TrustedKey.Role.ROOT : TrustedKey.Role.ATTESTATION;
    try {
      Secret seed = Pkcs8.readEd25519(Files.readString(file));
      return new NumberedKey(role, new InMemoryEd25519(Integer.parseInt(name.group(2)), seed));
    } catch (IllegalArgumentException e) {
      throw new KeysInvalid("key file \"" + file + "\" " + e.getMessage(), e);
    }
  }

  private static Signer signing(Path folder, List<NumberedKey> keys, TrustedKey.Role role)
      throws KeysInvalid {
    return keys.stream()
        .filter(k -> k.role() == role)
        .reduce((earlier, later) -> later)
        .map(NumberedKey::signer)
        .orElseThrow(
            () ->
                new KeysInvalid(
                    "the key folder \"" + folder + "\" has no key of the role " + role));
  }

  private static TrustedKeys published(Path folder, List<NumberedKey> keys, String issuer)
      throws KeysInvalid {
    if (keys.stream().map(k -> k.signer().publicKey()).distinct().count() != keys.size()) {
      throw new KeysInvalid("the key folder \"" + folder + "\" has one key in two files");
    }
    try {
      return new TrustedKeys(
          keys.stream()
              .map(
                  k ->
                      new TrustedKey(
                          k.signer().number(),
                          k.role(),
                          TrustedKey.State.ACTIVE,
                          issuer,
                          k.signer().publicKey()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new KeysInvalid("the key folder \"" + folder + "\": " + e.getMessage(), e);
    }
  }
}
