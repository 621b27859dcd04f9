package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.admin.Administration;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.directory.DirectoryReader;
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
import io.deputy.issuer.ledger.LiveHops;
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
  /** Fails the start, not the first request. */
  void start(
      @Observes StartupEvent event,
      Settings settings,
      IssuerKeys keys,
      DirectoryHistory history,
      Directories directories) {
    try {
      new DirectoryStart(history, settings).run();
      directories.latest();
    } catch (DirectoryInvalid e) {
      throw new IllegalStateException(e);
    } catch (Refusal e) {
      throw new IllegalStateException(new CannotStart(e.getMessage(), e));
    }
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  DirectoryReader reader(Settings settings) {
    return new DirectoryReader(settings.development());
  }

  @Produces
  @Singleton
  Directories directories(DirectoryHistory history, DirectoryReader reader) {
    return new Directories(history, reader, System::nanoTime);
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
  Callers callers(IssuerUrl issuer) {
    return new AssertedCallers(Set.of(issuer.value(), issuer.tokenEndpoint()));
  }

  @Produces
  @Singleton
  Users users(Settings settings, Clock clock) {
    return new JwtUsers(settings.issuer(), settings.development(), clock);
  }

  @Produces
  @Singleton
  Operators operators(Directories directories, Settings settings, Clock clock) {
    return new JwtOperators(() -> directories.latest().directory(), settings.development(), clock);
  }

  @Produces
  @Singleton
  Administration administration(
      Directories directories,
      DirectoryHistory history,
      DirectoryReader reader,
      LiveHops liveHops,
      Clock clock) {
    return new Administration(directories, history, reader, liveHops, clock);
  }

  @Produces
  @Singleton
  Exchange exchange(
      Clock clock,
      Callers callers,
      Users users,
      Directories directories,
      IssuerKeys keys,
      IssuerUrl issuer,
      Ledger ledger) {
    // One for both, so that the parent of a hop is verified once.
    Verifier verifier = new Verifier(keys.published());
    Minter minter = new Minter(issuer.value(), keys.root(), keys.attestation(), verifier);
    return new Exchange(clock, callers, users, directories, keys, verifier, minter, ledger);
  }
}
