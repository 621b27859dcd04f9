package io.deputy.issuer.exchange;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Containment;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.TokenText;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.log.Promises;
import io.deputy.json.CertificateJson;
import io.deputy.json.RightsJson;
import io.deputy.log.LogEntry;
import io.deputy.minting.HopTerms;
import io.deputy.minting.Minted;
import io.deputy.minting.Minter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The token exchange (RFC 8693): authenticate the caller, verify the subject token, decide, mint,
 * verify our own token, record, and only then release. Safe for any number of threads.
 */
public final class Exchange {
  private final Clock clock;
  private final Callers callers;
  private final KeyProofs keyProofs;
  private final UserBounds userBounds;
  private final TokenBounds tokenBounds;
  private final Directories directories;
  private final IssuerKeys keys;
  private final RateLimits limits;
  private final Ledger ledger;
  private final Promises promises;
  private final Uuid7 ids = new Uuid7();

  /** Wires the ports. */
  public Exchange(
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
    this.clock = Objects.requireNonNull(clock);
    this.callers = Objects.requireNonNull(callers);
    this.keyProofs = Objects.requireNonNull(keyProofs);
    this.userBounds = new UserBounds(users, actors);
    this.tokenBounds = new TokenBounds(keys, ledger, actors, consents);
    this.directories = Objects.requireNonNull(directories);
    this.keys = Objects.requireNonNull(keys);
    this.limits = Objects.requireNonNull(limits);
    this.ledger = Objects.requireNonNull(ledger);
    this.promises = Objects.requireNonNull(promises);
  }

  /**
   * Answers one request.
   *
   * @param parameters the form, each parameter with all its values
   * @param connection what the caller says of itself beside the form
   * @param proof the DPoP proof, if one was sent
   * @param source where it came from, for the record
   */
  public ExchangeOutcome exchange(
      Map<String, List<String>> parameters,
      Connection connection,
      Optional<Credential> proof,
      HopRecord.Source source) {
    try {
      ExchangeRequest request = RequestReader.read(parameters, connection);
      try {
        return under(directories.current().directory(), request, proof, source);
      } catch (Refusal refusal) {
        if (refusal.reason() != Reason.DIRECTORY_SUPERSEDED) {
          throw refusal;
        }
        // Nothing was used up. Once more by the new version; a second change is left to the caller.
        return under(directories.latest().directory(), request, proof, source);
      }
    } catch (Refusal refusal) {
      return ExchangeOutcome.Refused.because(refusal);
    }
  }

  /** Everything about one exchange is decided by one version of the directory. */
  private ExchangeOutcome under(
      Directory directory,
      ExchangeRequest request,
      Optional<Credential> proof,
      HopRecord.Source source)
      throws Refusal {
    Instant now = clock.instant();
    Proven proven = proven(request, proof, directory, now);
    request.targets().requireKnown(directory);
    Bounds bounds = bounds(request, proven, directory, now);
    limits.takeOf(bounds.user().user());
    BreakGlassLaw breakGlass = BreakGlassLaw.of(directory, bounds.user(), request.purpose());
    Rights asked =
        request.targets().filter(request.rights().in(directory, bounds.whole(), breakGlass));
    RightsDecision decision =
        RightsDecision.of(asked, bounds.ceilings(), breakGlass, request.onExcess());
    if (decision instanceof RightsDecision.Granted granted) {
      return release(request, proven, bounds, asked, granted, directory, source, now);
    }
    return ((RightsDecision.Excess) decision).refused();
  }

  private Proven proven(
      ExchangeRequest request, Optional<Credential> proof, Directory directory, Instant now)
      throws Refusal {
    Caller caller = callers.authenticate(request.client(), directory, now);
    limits.takeOf(caller.agent());
    return proof.isPresent()
        ? new Proven(
            caller, Optional.of(keyProofs.verify(proof.get(), request.subjectToken(), now)))
        : new Proven(caller, Optional.empty());
  }

  private Bounds bounds(ExchangeRequest request, Proven proven, Directory directory, Instant now)
      throws Refusal {
    return switch (request.subject()) {
      case USER, ACCESS_TOKEN -> userBounds.of(request, proven, directory, now);
      case DELEGATION -> tokenBounds.of(request, proven, directory, now);
    };
  }

  /** No row, no token: recording comes last before the release, and a failure of it refuses. */
  private ExchangeOutcome release(
      ExchangeRequest request,
      Proven proven,
      Bounds bounds,
      Rights asked,
      RightsDecision.Granted granted,
      Directory directory,
      HopRecord.Source source,
      Instant now)
      throws Refusal {
    Settled settled = Settlement.of(request, bounds, granted, directory, now);
    Minted minted = mint(bounds, settled, granted.rights(), now);
    HopRecord.Basis basis = basis(bounds, asked, granted, directory, minted);
    List<OneTimeToken> used = new ArrayList<>(proven.used());
    used.addAll(bounds.used());
    LogEntry entry = ledger.record(record(request, bounds, minted, basis, source), used);
    return new ExchangeOutcome.Exchanged(
        new Credential(TokenText.write(minted.token().expose())),
        minted.chain().id(),
        minted.chain().last(),
        granted.rights(),
        grantedScopes(request, bounds, granted.rights(), directory),
        Duration.between(settled.issuedAt(), settled.expiresAt()),
        promises.of(entry, now));
  }

  private Minted mint(Bounds bounds, Settled settled, Rights rights, Instant now) throws Refusal {
    HopTerms terms =
        new HopTerms(
            new HopId(ids.at(now)),
            bounds.holder(),
            settled.issuedAt(),
            settled.expiresAt(),
            settled.audience(),
            settled.maxDepth(),
            rights);
    Optional<VerifiedChain> parent = bounds.parent();
    Minter minter = keys.current(now).minter();
    return parent.isPresent()
        ? minter.next(parent.get(), terms)
        : minter.first(new ChainId(ids.at(now)), bounds.user().user(), terms);
  }

  private HopRecord.Basis basis(
      Bounds bounds,
      Rights asked,
      RightsDecision.Granted granted,
      Directory directory,
      Minted minted) {
    return new HopRecord.Basis(
        RightsJson.write(asked),
        RightsJson.write(granted.rights()),
        CertificateJson.write(granted.certificatesByWord()),
        userTokenCeiling(bounds).map(RightsJson::write),
        bounds.userTokenAt(),
        bounds.consent().map(Credential::expose),
        directory.digest(),
        (int) minted.chain().biscuit().content().rootKeyNumber().orElseThrow(),
        bounds.parent().map(p -> minted.signer()));
  }

  private static Optional<Rights> userTokenCeiling(Bounds bounds) {
    return bounds.ceilings().stream()
        .filter(c -> c.kind() == Ceiling.Kind.USER_TOKEN)
        .map(Ceiling::rights)
        .findFirst();
  }

  private static HopRecord record(
      ExchangeRequest request,
      Bounds bounds,
      Minted minted,
      HopRecord.Basis basis,
      HopRecord.Source source) {
    VerifiedChain chain = minted.chain();
    List<Bytes> ids = chain.biscuit().revocationIds();
    return new HopRecord(
        chain.id(),
        bounds.parent().map(p -> p.last().id()),
        bounds.delegator().id(),
        bounds.user(),
        chain.last(),
        basis,
        minted.newBlocks(),
        ids.subList(ids.size() - minted.newBlocks().size(), ids.size()),
        request.purpose(),
        source);
  }

  /** RFC 8693, section 2.2.1: the scope, if it is not what was asked for. */
  private static SortedSet<String> grantedScopes(
      ExchangeRequest request, Bounds bounds, Rights granted, Directory directory) throws Refusal {
    SortedSet<String> scopes = new TreeSet<>();
    for (String scope : request.rights().scopes()) {
      Rights meaning = AskedRights.meaning(scope, directory, bounds.whole());
      if (meaning.within(granted) instanceof Containment.Within) {
        scopes.add(scope);
      }
    }
    return scopes;
  }
}
