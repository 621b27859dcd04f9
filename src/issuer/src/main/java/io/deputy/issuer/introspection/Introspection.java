package io.deputy.issuer.introspection;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Hop;
import io.deputy.chain.TokenText;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.ClientProof;
import io.deputy.issuer.exchange.Connection;
import io.deputy.issuer.exchange.Form;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.OnRecord;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.verify.Verifier;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Token introspection (RFC 7662), for callers in the token's audience. Safe for any number of
 * threads.
 */
public final class Introspection {
  private final Clock clock;
  private final Clients clients;
  private final Directories directories;
  private final IssuerKeys keys;
  private final Ledger ledger;
  private final RevocationLog revocations;

  /** Wires the ports. */
  public Introspection(
      Clock clock,
      Clients clients,
      Directories directories,
      IssuerKeys keys,
      Ledger ledger,
      RevocationLog revocations) {
    this.clock = Objects.requireNonNull(clock);
    this.clients = Objects.requireNonNull(clients);
    this.directories = Objects.requireNonNull(directories);
    this.keys = Objects.requireNonNull(keys);
    this.ledger = Objects.requireNonNull(ledger);
    this.revocations = Objects.requireNonNull(revocations);
  }

  /**
   * Answers one question.
   *
   * @param parameters the form, each parameter with all its values
   * @param connection what the caller says of itself beside the form
   */
  public IntrospectionOutcome introspect(
      Map<String, List<String>> parameters, Connection connection) {
    try {
      Instant now = clock.instant();
      Form form = new Form(parameters, Set.of());
      // Not the one remembered: "active" has to be true now.
      Directory directory = directories.latest().directory();
      Clients.Client client = clients.identify(ClientProof.of(form, connection), directory, now);
      ledger.use(client.assertion().stream().toList());
      return of(form.required("token"), client, directory, now);
    } catch (Refusal refusal) {
      return IntrospectionOutcome.Refused.because(refusal);
    }
  }

  private IntrospectionOutcome of(
      String token, Clients.Client client, Directory directory, Instant now) throws Refusal {
    Verifier verifier = keys.verifier(now);
    try {
      VerifiedChain chain = verifier.verify(TokenText.read(token));
      Verifier.requireInTime(chain.hops(), now);
      requireAudience(chain.last(), client);
      requireWithoutHolderBlocks(chain);
      requireEnabled(chain.hops(), directory);
      OnRecord.require(chain, ledger);
      if (revocations.isRevoked(chain.last().id())) {
        return new IntrospectionOutcome.Inactive(Reason.TOKEN_REVOKED);
      }
      return new IntrospectionOutcome.Active(chain);
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.RECORD_UNAVAILABLE) {
        throw refusal;
      }
      return new IntrospectionOutcome.Inactive(refusal.reason());
    }
  }

  private static void requireAudience(Hop last, Clients.Client client) throws Refusal {
    if (!last.audience().contains(client.id())) {
      throw new Refusal(Reason.AUDIENCE_MISMATCH, "the token is not for this caller");
    }
  }

  /**
   * What a holder took away itself stands in checks that the answer has no words for; whoever went
   * by the answer would allow more than the token does.
   */
  private static void requireWithoutHolderBlocks(VerifiedChain chain) throws Refusal {
    if (!chain.holderBlocks().isEmpty()) {
      throw new Refusal(Reason.CHECK_FAILED, "the token has checks that a holder added");
    }
  }

  private static void requireEnabled(List<Hop> hops, Directory directory) throws Refusal {
    if (directory.firstDisabled(hops).isPresent()) {
      throw new Refusal(Reason.CHAIN_ACTOR_DISABLED, "an agent of the chain is not enabled");
    }
  }
}
