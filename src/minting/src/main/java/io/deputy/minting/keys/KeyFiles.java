package io.deputy.minting.keys;

import io.deputy.biscuit.PublicKey;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Signer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Ed25519 keys, each in a file {@code <name>.pem}: encrypted, or not, for development. */
final class KeyFiles implements PrivateKeys {
  private static final int SEED_BYTES = 32;
  private static final String SUFFIX = ".pem";

  /** Bytes of a file: ten times what an encrypted key has. */
  private static final int MAX_BYTES = 4096;

  private final Path folder;
  private final Optional<Passphrase> passphrase;
  private final boolean development;
  private final SecureRandom random = new SecureRandom();

  KeyFiles(Path folder, Optional<Passphrase> passphrase, boolean development) {
    this.folder = Objects.requireNonNull(folder);
    this.passphrase = Objects.requireNonNull(passphrase);
    this.development = development;
  }

  KeyFiles in(Path other) {
    return new KeyFiles(other, passphrase, development);
  }

  @Override
  public PublicKey generate(String name) throws KeysInvalid {
    byte[] seed = new byte[SEED_BYTES];
    byte[] pem = {};
    Path file = file(name);
    try {
      random.nextBytes(seed);
      pem = pem(seed);
      if (Files.exists(file)) {
        throw new KeysInvalid("key file \"" + file + "\" exists already; move it away");
      }
      PrivateFile.write(file, pem);
      return InMemoryEd25519.taking(0, seed).publicKey();
    } catch (IOException e) {
      throw new KeysInvalid("key file \"" + file + "\" cannot be written: " + e, e);
    } finally {
      Pkcs8.zero(seed);
      Pkcs8.zero(pem);
    }
  }

  private byte[] pem(byte[] seed) throws KeysInvalid {
    if (passphrase.isPresent()) {
      char[] characters = passphrase.get().take();
      try {
        return Pkcs8.write(seed, characters, random);
      } finally {
        Arrays.fill(characters, '\0');
      }
    }
    if (!development) {
      throw new KeysInvalid(
          "keys are kept encrypted: set DEPUTY_KEYS_PASSPHRASE, or name a file with"
              + " --keys-passphrase-file; without encryption they are for development only");
    }
    return Pkcs8.write(seed);
  }

  @Override
  public Signer signer(IssuerKey key) throws KeysInvalid {
    Path file = file(key.name());
    byte[] pem = {};
    try {
      PrivateFile.requireClosed(file);
      if (Files.size(file) > MAX_BYTES) {
        throw new KeysInvalid("key file \"" + file + "\" is too long for a key");
      }
      pem = Files.readAllBytes(file);
      InMemoryEd25519 signer = InMemoryEd25519.taking(key.number(), seed(file, pem));
      if (!signer.publicKey().equals(key.key())) {
        throw new KeysInvalid(
            "key file \"" + file + "\" is not the key that the manifest has under its number");
      }
      return signer;
    } catch (IllegalArgumentException e) {
      throw new KeysInvalid("key file \"" + file + "\" " + e.getMessage(), e);
    } catch (IOException e) {
      throw new KeysInvalid("key file \"" + file + "\" cannot be read: " + e, e);
    } finally {
      Pkcs8.zero(pem);
    }
  }

  private byte[] seed(Path file, byte[] pem) throws KeysInvalid {
    if (!Pkcs8.isEncrypted(pem)) {
      if (!development) {
        throw new KeysInvalid(
            "key file \"" + file + "\" is not encrypted; that is for development only");
      }
      return Pkcs8.read(pem);
    }
    if (passphrase.isEmpty()) {
      throw new KeysInvalid(
          "key file \""
              + file
              + "\" is encrypted; set DEPUTY_KEYS_PASSPHRASE, or name a file with"
              + " --keys-passphrase-file");
    }
    char[] characters = passphrase.get().take();
    try {
      return Pkcs8.read(pem, characters);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  @Override
  public Set<String> names() throws KeysInvalid {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    } catch (IOException e) {
      throw new KeysInvalid("key folder \"" + folder + "\" cannot be read: " + e, e);
    }
    return names;
  }

  private Path file(String name) {
    return folder.resolve(name + SUFFIX);
  }
}
