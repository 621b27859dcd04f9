package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.admin.Administration;
import io.deputy.issuer.admin.DirectoryChanges;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.audit.Auditors;
import io.deputy.issuer.bundle.LongPoll;
import io.deputy.issuer.bundle.TrustBundles;
import io.deputy.issuer.console.ConsoleLogin;
import io.deputy.issuer.decisions.DecisionIntake;
import io.deputy.issuer.decisions.DecisionLog;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.directory.DirectoryReader;
import io.deputy.issuer.exchange.Actors;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.KeyProofs;
import io.deputy.issuer.exchange.NonceStore;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.export.Export;
import io.deputy.issuer.http.IssuerUrl;
import io.deputy.issuer.identity.ActorTokens;
import io.deputy.issuer.identity.AssertedCallers;
import io.deputy.issuer.identity.CertifiedCallers;
import io.deputy.issuer.identity.ClientAuthority;
import io.deputy.issuer.identity.DpopProofs;
import io.deputy.issuer.identity.Fetch;
import io.deputy.issuer.identity.GatewaySignatures;
import io.deputy.issuer.identity.IssuerKeySource;
import io.deputy.issuer.identity.IssuerTokens;
import io.deputy.issuer.identity.JwtOperators;
import io.deputy.issuer.identity.JwtPeople;
import io.deputy.issuer.identity.JwtUsers;
import io.deputy.issuer.identity.OpaqueTokens;
import io.deputy.issuer.identity.PeriodicNonces;
import io.deputy.issuer.identity.RegisteredCallers;
import io.deputy.issuer.identity.SecretCallers;
import io.deputy.issuer.identity.Secrets;
import io.deputy.issuer.identity.SignedConsents;
import io.deputy.issuer.introspection.Clients;
import io.deputy.issuer.introspection.Introspection;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.keys.KeyHistory;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.LiveHops;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.log.LogStore;
import io.deputy.issuer.log.Promises;
import io.deputy.issuer.log.TransparencyLog;
import io.deputy.issuer.postgres.PostgresArchive;
import io.deputy.issuer.postgres.PostgresRecordSource;
import io.deputy.issuer.replay.Audit;
import io.deputy.issuer.revocation.People;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.issuer.revocation.TokenRevocation;
import io.deputy.minting.keys.KeysInvalid;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Chooses what stands behind each port. */
@ApplicationScoped
public class Wiring {
  /** So long an export over HTTP holds back what the database tidies up. */
  private static final Duration LONGEST_EXPORT = Duration.ofHours(1);

  /** Each has a connection and a thread that exchanges do not have. */
  private static final int MOST_EXPORTS = 2;

  /** Fails the start, not the first request. */
  void start(
      @Observes StartupEvent event,
      Settings settings,
      DirectoryHistory history,
      DirectoryChanges changes,
      Directories directories,
      IssuerUrl issuer) {
    try {
      new DirectoryStart(history, changes, directories, settings, issuer.value()).run();
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
  IssuerKeys keys(Settings settings, IssuerUrl issuer, KeyHistory history, Clock clock) {
    try {
      return IssuerKeys.open(KeySettings.folder(settings), issuer.value(), history, clock);
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
  @Typed({Callers.class, Clients.class})
  RegisteredCallers callers(IssuerUrl issuer, Settings settings, Secrets secrets) {
    Set<String> audiences =
        Set.of(
            issuer.value(),
            issuer.tokenEndpoint(),
            issuer.revocationEndpoint(),
            issuer.introspectionEndpoint());
    return new RegisteredCallers(
        new AssertedCallers(audiences),
        settings.tls().certificate().map(c -> certified(settings)),
        settings.development() ? Optional.of(new SecretCallers(secrets)) : Optional.empty());
  }

  private static CertifiedCallers certified(Settings settings) {
    try {
      return new CertifiedCallers(settings.tls().clientAuthority().map(ClientAuthority::read));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(new CannotStart(e.getMessage()));
    }
  }

  @Produces
  @Singleton
  Secrets secrets(Settings settings) {
    return new Secrets(Settings.secretsFolder(settings));
  }

  @Produces
  @Singleton
  Fetch fetch(Vertx vertx, Settings settings) {
    return new Fetch(vertx, settings.development());
  }

  /** One for all, so that an issuer is asked for its keys once. */
  @Produces
  @Singleton
  IssuerTokens issuerTokens(Fetch fetch, Secrets secrets, Settings settings, Clock clock) {
    IssuerKeySource keys = new IssuerKeySource(fetch, settings.development(), clock);
    return new IssuerTokens(keys, new OpaqueTokens(keys, fetch, secrets));
  }

  @Produces
  @Singleton
  @Typed({Users.class, JwtUsers.class})
  JwtUsers users(IssuerUrl issuer, IssuerTokens tokens) {
    return new JwtUsers(issuer.value(), tokens);
  }

  @Produces
  @Singleton
  @Typed({Operators.class, JwtOperators.class})
  JwtOperators operators(IssuerTokens tokens) {
    return new JwtOperators(tokens);
  }

  @Produces
  @Singleton
  Administration administration(
      Clock clock,
      Operators operators,
      Directories directories,
      DirectoryChanges changes,
      DirectoryReader reader,
      LiveHops liveHops) {
    return new Administration(clock, operators, directories, changes, reader, liveHops);
  }

  @Produces
  @Singleton
  ConsoleLogin consoleLogin(Settings settings) {
    try {
      return ConsoleLogins.of(settings);
    } catch (CannotStart e) {
      throw new IllegalStateException(e);
    }
  }

  @Produces
  @Singleton
  Auditors auditors(Clock clock, Operators operators, Directories directories) {
    return new Auditors(clock, operators, directories);
  }

  @Produces
  @Singleton
  People people(IssuerTokens tokens, JwtOperators operators, JwtUsers users) {
    return new JwtPeople(tokens, operators, users);
  }

  @Produces
  @Singleton
  KeyProofs keyProofs(IssuerUrl issuer, Settings settings, NonceStore nonces) {
    return new DpopProofs(
        issuer.tokenEndpoint(),
        settings.dpopNonce() ? Optional.of(new PeriodicNonces(nonces)) : Optional.empty());
  }

  @Produces
  @Singleton
  Actors actors(IssuerUrl issuer) {
    return new ActorTokens(audiences(issuer));
  }

  @Produces
  @Singleton
  Consents consents(IssuerUrl issuer) {
    return new SignedConsents(audiences(issuer));
  }

  private static Set<String> audiences(IssuerUrl issuer) {
    return Set.of(issuer.value(), issuer.tokenEndpoint());
  }

  @Produces
  @Singleton
  TokenRevocation revocation(
      Clock clock,
      Directories directories,
      Callers callers,
      People people,
      IssuerKeys keys,
      RateLimits limits,
      Ledger ledger,
      RevocationLog log) {
    return new TokenRevocation(clock, directories, callers, people, keys, limits, ledger, log);
  }

  @Produces
  @Singleton
  LongPoll bundles(
      IssuerUrl issuer,
      Settings settings,
      IssuerKeys keys,
      RevocationLog log,
      TransparencyLog transparency,
      Clock clock) {
    try {
      Duration maxAge = settings.bundle().maxAge();
      TrustBundles bundles =
          new TrustBundles(issuer.value(), maxAge, keys, log, transparency, clock);
      return new LongPoll(bundles, keys, log, clock, System::nanoTime);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(new CannotStart(e.getMessage()));
    }
  }

  void close(@Disposes LongPoll bundles) {
    bundles.close();
  }

  @Produces
  @Singleton
  TransparencyLog log(
      IssuerUrl issuer, Settings settings, LogStore store, IssuerKeys keys, Clock clock) {
    return new TransparencyLog(
        issuer.value(), store, new CheckpointFile(settings.home().resolve("log")), keys, clock);
  }

  @Produces
  @Singleton
  Promises promises(IssuerUrl issuer, IssuerKeys keys) {
    return new Promises(issuer.value(), keys);
  }

  @Produces
  @Singleton
  Introspection introspection(
      Clock clock,
      Clients clients,
      Directories directories,
      IssuerKeys keys,
      Ledger ledger,
      RevocationLog log) {
    return new Introspection(clock, clients, directories, keys, ledger, log);
  }

  @Produces
  @Singleton
  Exchange exchange(
      Clock clock,
      Callers callers,
      KeyProofs keyProofs,
      Users users,
      Actors actors,
      Consents consents,
      Directories directories,
      IssuerKeys keys,
      RateLimits limits,
      Ledger ledger,
      Promises promises) {
    return new Exchange(
        clock,
        callers,
        keyProofs,
        users,
        actors,
        consents,
        directories,
        keys,
        limits,
        ledger,
        promises);
  }

  @Produces
  @Singleton
  DecisionIntake decisions(Directories directories, DecisionLog log) {
    return new DecisionIntake(new GatewaySignatures(), directories, log);
  }

  @Produces
  @Singleton
  Audit audit(Clock clock, IssuerKeys keys, Consents consents, DataSource database) {
    return new Audit(clock, keys, consents, new GatewaySignatures(), new PostgresArchive(database));
  }

  @Produces
  @Singleton
  Export export(Clock clock, DataSource database) {
    return new Export(new PostgresRecordSource(database), clock, LONGEST_EXPORT, MOST_EXPORTS);
  }

  @Produces
  @Singleton
  RateLimits limits(Settings settings) {
    Settings.Limits perSecond = settings.limits();
    try {
      return new RateLimits(
          perSecond.addressPerSecond(),
          perSecond.agentPerSecond(),
          perSecond.userPerSecond(),
          System::nanoTime);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(new CannotStart("deputy.limits: " + e.getMessage()));
    }
  }
}
