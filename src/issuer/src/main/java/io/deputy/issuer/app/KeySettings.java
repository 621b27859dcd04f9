package io.deputy.issuer.app;

import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.KeysInvalid;
import io.deputy.minting.keys.Passphrase;
import io.deputy.minting.keys.Pkcs11;
import java.time.Duration;
import java.util.Optional;

/** What the settings say about signing keys. */
final class KeySettings {
  private static final Duration SHORTEST_RELOAD = Duration.ofMillis(100);

  private KeySettings() {}

  static KeyFolder folder(Settings settings) throws KeysInvalid {
    return new KeyFolder(
        Settings.keysFolder(settings),
        passphrase(settings),
        settings.development(),
        module(settings.pkcs11()));
  }

  private static Optional<Passphrase> passphrase(Settings settings) throws KeysInvalid {
    if (settings.keysPassphrase().isPresent() && settings.keysPassphraseFile().isPresent()) {
      throw new KeysInvalid(
          "deputy.keys-passphrase and deputy.keys-passphrase-file are both set; keep one");
    }
    return settings
        .keysPassphraseFile()
        .map(Passphrase::ofFile)
        .or(() -> settings.keysPassphrase().map(Passphrase::ofText));
  }

  private static Optional<Pkcs11> module(Settings.Pkcs11 module) throws KeysInvalid {
    if (module.library().isEmpty() && module.slot().isEmpty() && module.pinFile().isEmpty()) {
      return Optional.empty();
    }
    if (module.library().isEmpty() || module.slot().isEmpty() || module.pinFile().isEmpty()) {
      throw new KeysInvalid(
          "deputy.pkcs11 needs all of library, slot and pin-file, or none of them");
    }
    try {
      return Optional.of(
          new Pkcs11(
              module.library().get(),
              module.slot().getAsLong(),
              Passphrase.ofFile(module.pinFile().get())));
    } catch (IllegalArgumentException e) {
      throw new KeysInvalid(e.getMessage(), e);
    }
  }

  /** How often the folder is read. */
  static Duration reload(Settings settings) throws CannotStart {
    Duration every = settings.keysReload();
    if (every.compareTo(SHORTEST_RELOAD) < 0 || every.compareTo(KeyFolder.LONGEST_RELOAD) > 0) {
      throw new CannotStart(
          "deputy.keys-reload is "
              + every
              + "; it must be between "
              + SHORTEST_RELOAD
              + " and "
              + KeyFolder.LONGEST_RELOAD);
    }
    return every;
  }
}
