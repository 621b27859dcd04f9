package io.deputy.issuer.app;

import io.deputy.Refusal;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.deputy.issuer.exchange.Actors;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.Exchange;
import io.deputy.issuer.exchange.KeyProofs;
import io.deputy.issuer.exchange.NonceStore;
import io.deputy.issuer.exchange.Users;
import io.deputy.issuer.http.IssuerUrl;
import io.deputy.issuer.identity.ActorTokens;
import io.deputy.issuer.identity.AssertedCallers;
import io.deputy.issuer.identity.CertifiedCallers;
import io.deputy.issuer.identity.ClientAuthority;
import io.deputy.issuer.identity.DpopProofs;
import io.deputy.issuer.identity.Fetch;
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
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.revocation.DisabledAgents;
import io.deputy.issuer.revocation.People;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.issuer.revocation.TokenRevocation;
import io.deputy.minting.keys.KeysInvalid;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Chooses what stands behind each port. */
@ApplicationScoped
public class Wiring {
  /** W3C Trace Context, section 3.2.2.3: no trace. */
  private static final String ZERO_TRACE = "0".repeat(32);

  /** Fails the start, not the first request, and keeps this version of the directory. */
  void start(
      @Observes StartupEvent event,
      Directory directory,
      DirectoryHistory history,
      DisabledAgents disabled,
      IssuerUrl issuer) {
    history.keep(directory);
    try {
      disabled.revoke(directory, issuer.value(), new HopRecord.Source("start", ZERO_TRACE));
    } catch (Refusal e) {
      throw new IllegalStateException(new CannotStart(e.getMessage()));
    }
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
  RegisteredCallers callers(
      Directory directory, IssuerUrl issuer, Settings settings, Secrets secrets) {
    Set<String> audiences =
        Set.of(
            issuer.value(),
            issuer.tokenEndpoint(),
            issuer.revocationEndpoint(),
            issuer.introspectionEndpoint());
    return new RegisteredCallers(
        new AssertedCallers(directory, audiences),
        settings.tls().certificate().map(c -> certified(directory, settings)),
        settings.development()
            ? Optional.of(new SecretCallers(directory, secrets))
            : Optional.empty());
  }

  private static CertifiedCallers certified(Directory directory, Settings settings) {
    try {
      return new CertifiedCallers(
          directory, settings.tls().clientAuthority().map(ClientAuthority::read));
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
  IssuerTokens issuerTokens(
      Directory directory, Fetch fetch, Secrets secrets, Settings settings, Clock clock) {
    IssuerKeySource keys = new IssuerKeySource(fetch, settings.development(), clock);
    return new IssuerTokens(directory, keys, new OpaqueTokens(keys, fetch, secrets));
  }

  @Produces
  @Singleton
  @Typed({Users.class, JwtUsers.class})
  JwtUsers users(Directory directory, IssuerUrl issuer, IssuerTokens tokens) {
    return new JwtUsers(directory, issuer.value(), tokens);
  }

  @Produces
  @Singleton
  @Typed({Operators.class, JwtOperators.class})
  JwtOperators operators(Directory directory, IssuerTokens tokens) {
    return new JwtOperators(directory, tokens);
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
  Actors actors(Directory directory, IssuerUrl issuer) {
    return new ActorTokens(directory, audiences(issuer));
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
  DisabledAgents disabledAgents(Clock clock, RevocationLog log) {
    return new DisabledAgents(clock, log);
  }

  @Produces
  @Singleton
  TokenRevocation revocation(
      Clock clock,
      Callers callers,
      People people,
      IssuerKeys keys,
      RateLimits limits,
      Ledger ledger,
      RevocationLog log) {
    return new TokenRevocation(clock, callers, people, keys, limits, ledger, log);
  }

  @Produces
  @Singleton
  Introspection introspection(
      Clock clock,
      Clients clients,
      Directory directory,
      IssuerKeys keys,
      Ledger ledger,
      RevocationLog log) {
    return new Introspection(clock, clients, directory, keys, ledger, log);
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
      Directory directory,
      IssuerKeys keys,
      RateLimits limits,
      Ledger ledger) {
    return new Exchange(
        clock, callers, keyProofs, users, actors, consents, directory, keys, limits, ledger);
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
