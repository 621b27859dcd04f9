package io.deputy.issuer.revocation;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.TokenText;
import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.Caller;
import io.deputy.issuer.exchange.Callers;
import io.deputy.issuer.exchange.ClientProof;
import io.deputy.issuer.exchange.Connection;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.Form;
import io.deputy.issuer.exchange.Purpose;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.verify.Revocation;
import io.deputy.verify.Verifier;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Token revocation (RFC 7009): an agent takes back what it holds or what came of it, a user what
 * she delegated, an operator anything. Safe for any number of threads.
 */
public final class TokenRevocation {
  private final Clock clock;
  private final Directories directories;
  private final Callers callers;
  private final People people;
  private final IssuerKeys keys;
  private final RateLimits limits;
  private final Ledger ledger;
  private final RevocationLog log;

  /** Wires the ports. */
  public TokenRevocation(
      Clock clock,
      Directories directories,
      Callers callers,
      People people,
      IssuerKeys keys,
      RateLimits limits,
      Ledger ledger,
      RevocationLog log) {
    this.clock = Objects.requireNonNull(clock);
    this.directories = Objects.requireNonNull(directories);
    this.callers = Objects.requireNonNull(callers);
    this.people = Objects.requireNonNull(people);
    this.keys = Objects.requireNonNull(keys);
    this.limits = Objects.requireNonNull(limits);
    this.ledger = Objects.requireNonNull(ledger);
    this.log = Objects.requireNonNull(log);
  }

  /**
   * Answers one request.
   *
   * @param parameters the form, each parameter with all its values
   * @param connection what an agent says of itself beside the form
   * @param bearer the token of a user or an operator, if one was sent
   * @param source where it came from, for the record
   */
  public RevocationOutcome revoke(
      Map<String, List<String>> parameters,
      Connection connection,
      Optional<Credential> bearer,
      HopRecord.Source source) {
    try {
      Form form = new Form(parameters, Set.of());
      Revoker by = authenticate(form, connection, bearer, clock.instant());
      Optional<String> purpose = Purpose.of(form);
      Optional<Revocation> revocation = decide(Target.read(form), by);
      if (revocation.isPresent()) {
        log.record(revocation.get(), by, purpose, source);
      }
      return new RevocationOutcome.Dead();
    } catch (Refusal refusal) {
      return RevocationOutcome.Refused.because(refusal);
    }
  }

  private Revoker authenticate(
      Form form, Connection connection, Optional<Credential> bearer, Instant now) throws Refusal {
    // Not the one remembered: whoever has no say any more must not take anything back.
    Directory directory = directories.latest().directory();
    if (bearer.isEmpty()) {
      Caller caller = callers.authenticate(ClientProof.of(form, connection), directory, now);
      limits.takeOf(caller.agent());
      ledger.use(caller.assertion().stream().toList());
      return new Revoker.ByAgent(caller.agent().id());
    }
    // RFC 6749, section 2.3: no more than one method of authentication in each request.
    if (form.optional("client_assertion").isPresent()) {
      throw new Refusal(
          Reason.PARAMETER_INVALID,
          "send a client assertion or a bearer token; both at once do not say who is asking");
    }
    return people.authenticate(bearer.get(), directory, now);
  }

  /** What to record; nothing if it is not known, unless it is for {@code by} to say so anyway. */
  private Optional<Revocation> decide(Target target, Revoker by) throws Refusal {
    if (target instanceof Target.OfToken of) {
      return decide(of, by);
    }
    if (target instanceof Target.OfHop of) {
      return decide(new Revocation.OfHop(of.hop()), log.descent(of.hop()), by);
    }
    if (target instanceof Target.OfChain of) {
      Optional<Descent> beginning = log.beginning(of.chain());
      return decide(new Revocation.OfChain(of.chain()), beginning, by);
    }
    if (target instanceof Target.OfUser of) {
      User user = user(of, by);
      require(by.mayRevoke(user));
      return Optional.of(new Revocation.OfUser(user, clock.instant()));
    }
    if (target instanceof Target.OfAgent of) {
      require(by.mayRevokeAgent(of.agent()));
      return Optional.of(new Revocation.OfAgent(of.agent(), clock.instant()));
    }
    require(by.mayRevokeAnything());
    return Optional.of(new Revocation.OfSignature(((Target.OfSignature) target).id()));
  }

  /** RFC 7009, section 2.2: a token that is invalid is as good as revoked. */
  private Optional<Revocation> decide(Target.OfToken of, Revoker by) throws Refusal {
    Verifier verifier = keys.verifier(clock.instant());
    VerifiedChain chain;
    try {
      chain = verifier.verify(TokenText.read(of.token().expose()));
    } catch (Refusal invalid) {
      return Optional.empty();
    }
    return decide(new Revocation.OfHop(chain.last().id()), Optional.of(Descent.of(chain)), by);
  }

  private static Optional<Revocation> decide(
      Revocation revocation, Optional<Descent> descent, Revoker by) throws Refusal {
    if (descent.isEmpty()) {
      return by.mayRevokeAnything() ? Optional.of(revocation) : Optional.empty();
    }
    require(by.mayRevoke(descent.get()));
    return Optional.of(revocation);
  }

  private static User user(Target.OfUser of, Revoker by) throws Refusal {
    if (of.issuer().isPresent()) {
      return new User(of.issuer().get(), of.subject());
    }
    if (by instanceof Revoker.ByUser self) {
      return new User(self.user().issuer(), of.subject());
    }
    throw new Refusal(
        Reason.PARAMETER_MISSING, "say with \"user_issuer\" who vouches for this user");
  }

  /**
   * RFC 7009, section 2.1: if the token was not issued to the client, "the request is refused and
   * the client is informed of the error".
   */
  private static void require(boolean allowed) throws Refusal {
    if (!allowed) {
      throw new Refusal(
          Reason.REVOCATION_NOT_ALLOWED,
          "this can be revoked by its holder, by the holder of what it came from, by its user with"
              + " a token of her own, and by an operator");
    }
  }
}
