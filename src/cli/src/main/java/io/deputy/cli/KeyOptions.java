package io.deputy.cli;

import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.Passphrase;
import io.deputy.minting.keys.Pkcs11;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where an issuer's keys are; what is not given comes from the environment, as for the issuer. */
final class KeyOptions {
  @Option(
      names = "--keys",
      paramLabel = "<folder>",
      description = "The key folder; DEPUTY_KEYS, or keys in DEPUTY_HOME or ./.deputy.")
  private Path keys;

  @Option(
      names = "--keys-passphrase-file",
      paramLabel = "<file>",
      description =
          "Holds the passphrase of the key files; DEPUTY_KEYS_PASSPHRASE_FILE, or the passphrase"
              + " itself in DEPUTY_KEYS_PASSPHRASE.")
  private Path passphraseFile;

  @Option(
      names = "--development",
      description = "Allows key files without encryption; DEPUTY_DEVELOPMENT.")
  private boolean development;

  @Option(
      names = "--pkcs11-library",
      paramLabel = "<file>",
      description = "The shared library of a PKCS#11 module; DEPUTY_PKCS11_LIBRARY.")
  private Path library;

  @Option(
      names = "--pkcs11-slot",
      paramLabel = "<number>",
      description = "The slot that holds its token; DEPUTY_PKCS11_SLOT.")
  private Long slot;

  @Option(
      names = "--pkcs11-pin-file",
      paramLabel = "<file>",
      description = "Holds the user's PIN; DEPUTY_PKCS11_PIN_FILE.")
  private Path pinFile;

  KeyFolder folder() throws Unusable {
    return new KeyFolder(path(), passphrase(), isDevelopment(), module());
  }

  /** Whether keys are made without encryption. */
  boolean isUnencrypted() throws Unusable {
    return passphrase().isEmpty() && module().isEmpty();
  }

  private boolean isDevelopment() {
    return development || environment("DEPUTY_DEVELOPMENT").equals(Optional.of("true"));
  }

  private Path path() {
    Path home = Path.of(environment("DEPUTY_HOME").orElse(".deputy"));
    return Optional.ofNullable(keys)
        .or(() -> environment("DEPUTY_KEYS").map(Path::of))
        .orElseGet(() -> home.resolve("keys"));
  }

  private Optional<Passphrase> passphrase() {
    return Optional.ofNullable(passphraseFile)
        .or(() -> environment("DEPUTY_KEYS_PASSPHRASE_FILE").map(Path::of))
        .map(Passphrase::ofFile)
        .or(() -> environment("DEPUTY_KEYS_PASSPHRASE").map(Passphrase::ofText));
  }

  private Optional<Pkcs11> module() throws Unusable {
    Optional<Path> module =
        Optional.ofNullable(library).or(() -> environment("DEPUTY_PKCS11_LIBRARY").map(Path::of));
    Optional<Path> pin =
        Optional.ofNullable(pinFile).or(() -> environment("DEPUTY_PKCS11_PIN_FILE").map(Path::of));
    try {
      Optional<Long> number =
          Optional.ofNullable(slot).or(() -> environment("DEPUTY_PKCS11_SLOT").map(Long::valueOf));
      if (module.isEmpty() && number.isEmpty() && pin.isEmpty()) {
        return Optional.empty();
      }
      if (module.isEmpty() || number.isEmpty() || pin.isEmpty()) {
        throw new Unusable("a PKCS#11 module needs a library, a slot and a PIN file; give all");
      }
      return Optional.of(new Pkcs11(module.get(), number.get(), Passphrase.ofFile(pin.get())));
    } catch (IllegalArgumentException e) {
      throw new Unusable(Printable.line(String.valueOf(e.getMessage())));
    }
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }
}
