package io.deputy.issuer.app;

import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.http.IssuerUrl;
import io.deputy.issuer.identity.AssertedCallers;
import io.deputy.issuer.identity.JwtOperators;
import io.deputy.issuer.identity.JwtUsers;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.keys.KeyFolder;
import io.deputy.issuer.keys.KeysInvalid;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.minting.Minter;
import io.deputy.verify.Verifier;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** Chooses what stands behind each port. */
@ApplicationScoped
public class Wiring {
  /** Fails the start, not the first request, and keeps this version of the directory. */
  void start(
      @Observes StartupEvent event,
      Directory directory,
      IssuerKeys keys,
      DirectoryHistory history) {
    history.keep(directory);
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Directory directory(Settings settings) {
    try {
      return DirectoryFile.read(Settings.directoryFile(settings), settings.development());
    } catch (DirectoryInvalid e) {
      throw new IllegalStateException(e);
    }
  }

  @Produces
  @Singleton
  IssuerKeys keys(Settings settings, IssuerUrl issuer) {
    try {
      return KeyFolder.open(Settings.keysFolder(settings), issuer.value());
    } catch (KeysInvalid e) {
      throw new IllegalStateException(e);
    }
  }

  @Produces
  @Singleton
  IssuerUrl issuer(Settings settings) {
    try {
      return new IssuerUrl(settings.issuer());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(new CannotStart(e.getMessage()));
    }
  }

  @Produces
  @Singleton
  Callers callers(Directory directory, IssuerUrl issuer) {
    return new AssertedCallers(directory, Set.of(issuer.value(), issuer.tokenEndpoint()));
  }

  @Produces
  @Singleton
  Users users(Directory directory, Settings settings, Clock clock) {
    return new JwtUsers(directory, settings.issuer(), settings.development(), clock);
  }

  @Produces
  @Singleton
  Operators operators(Directory directory, Settings settings, Clock clock) {
    return new JwtOperators(directory, settings.development(), clock);
  }

  @Produces
  @Singleton
  Exchange exchange(
      Clock clock,
      Callers callers,
      Users users,
      Directory directory,
      IssuerKeys keys,
      IssuerUrl issuer,
      Ledger ledger) {
    // One for both, so that the parent of a hop is verified once.
    Verifier verifier = new Verifier(keys.published());
    Minter minter = new Minter(issuer.value(), keys.root(), keys.attestation(), verifier);
    return new Exchange(clock, callers, users, directory, keys, verifier, minter, ledger);
  }
}
