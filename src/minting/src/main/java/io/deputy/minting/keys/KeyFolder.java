package io.deputy.minting.keys;

import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.minting.Signer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of an issuer: a manifest that says what state each is in, and their private halves. What
 * reads it sees each change whole or not at all: a new private half is there before the manifest
 * names it, and the manifest is replaced in one step. Changes exclude each other, across processes.
 */
public final class KeyFolder {
  /** The file with the manifest. */
  public static final String MANIFEST = "keys.txt";

  /**
   * How far ahead of now a key retires: an issuer sees the change within {@link #LONGEST_RELOAD},
   * and the clocks of the machines may differ by 30 s. So whatever it signs until then was issued
   * before the retirement.
   */
  public static final Duration RETIRES_IN = Duration.ofSeconds(60);

  /** The longest that an issuer may go without reading the manifest again. */
  public static final Duration LONGEST_RELOAD = Duration.ofSeconds(30);

  /** How long a key stands by before it signs, unless told otherwise: gateways fetch it by then. */
  public static final Duration OVERLAP = Duration.ofHours(1);

  /** Bytes of the manifest: some five hundred keys. */
  private static final int MAX_BYTES = 64 << 10;

  private static final Pattern NAME =
      Pattern.compile("(?:root|attestation|bundle|log)-([0-9]{1,9})");

  /** How many active keys of a role there should be. */
  private static final int ONE_SIGNS_ONE_STANDS_BY = 2;

  private static final List<Role> SIGNING_TOKENS = List.of(Role.ROOT, Role.ATTESTATION);

  /** The roles whose keys the first issuers did not have: their folders get them at a start. */
  private static final List<Role> ADDED = List.of(Role.BUNDLE, Role.LOG);

  private final Path folder;
  private final KeyFiles files;
  private final Optional<Pkcs11> module;
  private Optional<Pkcs11Keys> opened = Optional.empty();

  /**
   * @param folder holds the manifest and the key files
   * @param passphrase opens the key files
   * @param development whether key files may be there, and are made, without encryption
   * @param module where new keys are made instead, as P-256 keys
   */
  public KeyFolder(
      Path folder, Optional<Passphrase> passphrase, boolean development, Optional<Pkcs11> module) {
    this.folder = folder.toAbsolutePath().normalize();
    this.files = new KeyFiles(this.folder, passphrase, development);
    this.module = Objects.requireNonNull(module);
  }

  /** Reads the manifest. */
  public KeyManifest read() throws KeysInvalid {
    Path file = folder.resolve(MANIFEST);
    try {
      if (!Files.isDirectory(folder)) {
        throw new KeysInvalid(
            "there is no key folder \"" + folder + "\"; make one with \"deputy keys generate\"");
      }
      if (!Files.exists(file)) {
        throw new KeysInvalid(
            "the key folder \"" + folder + "\" has no \"" + MANIFEST + "\"; name another folder");
      }
      PrivateFile.requireClosed(file);
      if (Files.size(file) > MAX_BYTES) {
        throw new KeysInvalid("\"" + file + "\" has more than " + MAX_BYTES + " bytes");
      }
      return KeyManifest.parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new KeysInvalid("\"" + file + "\": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new KeysInvalid("\"" + file + "\" cannot be read: " + e, e);
    }
  }

  /**
   * Reads the manifest; makes the folder first, with the keys of a new issuer, if there is none. A
   * folder from before there were trust bundles, or a log, gets the keys that sign them.
   */
  public KeyManifest open(Instant now) throws KeysInvalid {
    if (!Files.exists(folder)) {
      return create(now);
    }
    return lacksAdded(read()) ? completed(now) : read();
  }

  private static boolean lacksAdded(KeyManifest manifest) {
    return !lacking(manifest).isEmpty();
  }

  private static List<Role> lacking(KeyManifest manifest) {
    return ADDED.stream().filter(role -> manifest.active(role).isEmpty()).toList();
  }

  private KeyManifest completed(Instant now) throws KeysInvalid {
    try {
      return change(
          manifest -> {
            KeyManifest changed = manifest;
            for (Role role : lacking(manifest)) {
              for (int i = 0; i < ONE_SIGNS_ONE_STANDS_BY; i++) {
                changed = changed.with(makeNext(changed, role, now, module.isPresent()));
              }
            }
            if (!changed.equals(manifest)) {
              replace(changed);
            }
            return changed;
          });
    } catch (KeysInvalid e) {
      KeyManifest found = read();
      if (lacksAdded(found)) {
        throw e;
      }
      return found; // Another instance was faster.
    }
  }

  /**
   * Makes the folder of a new issuer: two keys of each role that signs tokens, and then of those
   * that sign trust bundles and the log. Complete or not at all: a crash half-way leaves another
   * folder than the one that is read.
   */
  public KeyManifest create(Instant now) throws KeysInvalid {
    if (Files.exists(folder)) {
      throw new KeysInvalid(
          "there is a key folder \"" + folder + "\" already; say with --role which key to add");
    }
    try {
      Files.createDirectories(folder.getParent());
      Path fresh =
          Files.createTempDirectory(
              folder.getParent(),
              folder.getFileName() + ".new",
              PosixFilePermissions.asFileAttribute(PrivateFile.FOLDER));
      try {
        fill(fresh, now);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        if (!Files.exists(folder)) {
          throw e;
        }
        // Another instance was faster; its keys are read.
      } finally {
        PrivateFile.removeFolder(fresh);
      }
      return read();
    } catch (IOException e) {
      throw new KeysInvalid("the key folder \"" + folder + "\" cannot be made: " + e, e);
    }
  }

  private void fill(Path fresh, Instant now) throws KeysInvalid, IOException {
    KeyManifest manifest = new KeyManifest(List.of());
    for (List<Role> roles : List.of(SIGNING_TOKENS, List.of(Role.BUNDLE), List.of(Role.LOG))) {
      for (int i = 0; i < ONE_SIGNS_ONE_STANDS_BY; i++) {
        for (Role role : roles) {
          manifest = manifest.with(make(files.in(fresh), manifest, role, now, module.isPresent()));
        }
      }
    }
    write(fresh, manifest);
  }

  /**
   * What signs with an active key. The private half is read, from a file or a module, each time.
   */
  public Signer signer(IssuerKey key) throws KeysInvalid {
    return keptFor(key.key().algorithm()).signer(key);
  }

  /** Makes a key that stands by, or signs if no other of its role is active. */
  public IssuerKey generate(Role role, Instant now) throws KeysInvalid {
    return change(
        manifest -> {
          IssuerKey made = makeNext(manifest, role, now, module.isPresent());
          replace(manifest.with(made));
          return made;
        });
  }

  /**
   * Retires the key of a role that signs, so that the next one does, and makes another one that
   * stands by.
   *
   * @param overlap how long the next one must have been there
   * @return the key that retires
   */
  public IssuerKey rotate(Role role, Duration overlap, Instant now) throws KeysInvalid {
    return change(
        manifest -> {
          List<IssuerKey> active = manifest.active(role);
          if (active.size() < ONE_SIGNS_ONE_STANDS_BY) {
            throw new KeysInvalid(
                "no other key of the role stands by; make one with \"deputy keys generate\" and"
                    + " rotate when gateways know it");
          }
          Instant ready = active.get(1).since().plus(overlap);
          if (ready.isAfter(now)) {
            throw new KeysInvalid(
                "key "
                    + active.get(1).number()
                    + " was made at "
                    + active.get(1).since()
                    + " and gateways may not know it yet; rotate after "
                    + ready
                    + ", or give a shorter --overlap");
          }
          return retire(manifest, active.get(0), now);
        });
  }

  /**
   * Retires one key: it verifies what was issued before, and signs no more. Another one must be
   * there to sign.
   */
  public IssuerKey retire(int number, Instant now) throws KeysInvalid {
    return change(
        manifest -> {
          IssuerKey key = known(manifest, number);
          if (!key.isActive()) {
            throw new KeysInvalid("key " + number + " is not active, so it cannot retire");
          }
          if (manifest.active(key.role()).size() < ONE_SIGNS_ONE_STANDS_BY) {
            throw new KeysInvalid(
                "key "
                    + number
                    + " is the only active one of its role; make another first, with \"deputy keys"
                    + " generate\"");
          }
          return retire(manifest, key, now);
        });
  }

  private IssuerKey retire(KeyManifest manifest, IssuerKey key, Instant now) throws KeysInvalid {
    KeyManifest changed = manifest;
    if (manifest.active(key.role()).size() == ONE_SIGNS_ONE_STANDS_BY) {
      changed = changed.with(makeNext(manifest, key.role(), now, isInModule(key)));
    }
    // Up to the next whole second, so that rounding does not shorten it.
    Instant at = now.plus(RETIRES_IN).plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    IssuerKey retired = key.in(State.RETIRED, at);
    replace(changed.with(retired));
    return retired;
  }

  /**
   * Marks a key as compromised: nothing that it signed verifies any more. First of all that; then a
   * new key is made wherever fewer than two of the role are left.
   */
  public IssuerKey compromise(int number, Instant now) throws KeysInvalid {
    return change(
        manifest -> {
          IssuerKey key = known(manifest, number);
          if (key.state() == State.COMPROMISED) {
            throw new KeysInvalid("key " + number + " is marked as compromised already");
          }
          IssuerKey bad = key.in(State.COMPROMISED, now);
          KeyManifest changed = manifest.with(bad);
          replace(changed);
          try {
            while (key.isActive() && changed.active(key.role()).size() < ONE_SIGNS_ONE_STANDS_BY) {
              changed = changed.with(makeNext(changed, key.role(), now, isInModule(key)));
              replace(changed);
            }
          } catch (KeysInvalid e) {
            throw new KeysInvalid(
                "key " + number + " is compromised now, but no other was made: " + e.getMessage(),
                e);
          }
          return bad;
        });
  }

  private static IssuerKey known(KeyManifest manifest, int number) throws KeysInvalid {
    return manifest
        .key(number)
        .orElseThrow(
            () -> new KeysInvalid("there is no key " + number + "; see \"deputy keys list\""));
  }

  private static boolean isInModule(IssuerKey key) {
    return key.key().algorithm() == PublicKey.Algorithm.SECP256R1;
  }

  /** One passphrase opens all key files: with another the issuer could not read the new one. */
  private IssuerKey makeNext(KeyManifest manifest, Role role, Instant now, boolean inModule)
      throws KeysInvalid {
    if (!inModule) {
      for (IssuerKey key : manifest.keys()) {
        if (key.isActive() && !isInModule(key)) {
          files.signer(key);
          break;
        }
      }
    }
    return make(files, manifest, role, now, inModule);
  }

  private IssuerKey make(
      KeyFiles into, KeyManifest manifest, Role role, Instant now, boolean inModule)
      throws KeysInvalid {
    int number = manifest.highestNumber() + 1;
    PrivateKeys keys = inModule ? keptFor(PublicKey.Algorithm.SECP256R1) : into;
    for (String name : keys.names()) {
      Matcher parts = NAME.matcher(name);
      if (parts.matches()) {
        // Left behind by a change that did not come to its end: its number is used up.
        number = Math.max(number, Integer.parseInt(parts.group(1)) + 1);
      }
    }
    PublicKey key = keys.generate(IssuerKey.name(role, number));
    return new IssuerKey(number, role, State.ACTIVE, now, key);
  }

  private PrivateKeys keptFor(PublicKey.Algorithm algorithm) throws KeysInvalid {
    return algorithm == PublicKey.Algorithm.SECP256R1 ? module() : files;
  }

  private synchronized Pkcs11Keys module() throws KeysInvalid {
    if (opened.isEmpty()) {
      if (module.isEmpty()) {
        throw new KeysInvalid(
            "a key is kept in a PKCS#11 module; set its library, slot and PIN file");
      }
      opened = Optional.of(Pkcs11Keys.open(module.get()));
    }
    return opened.get();
  }

  private interface Change<T> {
    T of(KeyManifest manifest) throws KeysInvalid;
  }

  private <T> T change(Change<T> change) throws KeysInvalid {
    read(); // Says best what is wrong with the folder.
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        return change.of(read());
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process; said below like any other holder.
    } catch (IOException e) {
      throw new KeysInvalid("the key folder \"" + folder + "\" cannot be locked: " + e, e);
    }
    throw new KeysInvalid("another command changes the keys in \"" + folder + "\"; try again");
  }

  private void replace(KeyManifest manifest) throws KeysInvalid {
    try {
      write(folder, manifest);
    } catch (IOException e) {
      throw new KeysInvalid("the manifest in \"" + folder + "\" cannot be written: " + e, e);
    }
  }

  private static void write(Path folder, KeyManifest manifest) throws IOException {
    PrivateFile.write(
        folder.resolve(MANIFEST), manifest.text().getBytes(StandardCharsets.US_ASCII));
  }
}
