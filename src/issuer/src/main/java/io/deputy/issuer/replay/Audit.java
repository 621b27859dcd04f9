package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.keys.IssuerKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Replay for auditors who ask this issuer. It is quick to ask, and a courtesy: who does not trust
 * the issuer runs replay with keys and a login of the database of his own.
 */
public final class Audit {
  private final Clock clock;
  private final IssuerKeys keys;
  private final Consents consents;
  private final BatchSignatures signatures;
  private final Archive archive;

  /** Wires the ports. */
  public Audit(
      Clock clock,
      IssuerKeys keys,
      Consents consents,
      BatchSignatures signatures,
      Archive archive) {
    this.clock = Objects.requireNonNull(clock);
    this.keys = Objects.requireNonNull(keys);
    this.consents = Objects.requireNonNull(consents);
    this.signatures = Objects.requireNonNull(signatures);
    this.archive = Objects.requireNonNull(archive);
  }

  /** When an auditor wants to look from. */
  public sealed interface Asked {
    /** What was recorded is decided again, and nothing else. */
    record Then() implements Asked {}

    /** And whether the tokens would pass now. */
    record Today() implements Asked {}

    /** What was recorded until a time, and whether the tokens passed at that time. */
    record AsOf(Instant time) implements Asked {
      public AsOf {
        Objects.requireNonNull(time);
      }
    }
  }

  /**
   * Replays a chain, for somebody who is known as an auditor.
   *
   * @throws Refusal {@code entry_unknown} if nothing of the chain is on record; {@code
   *     record_unavailable}
   */
  public Report replay(ChainId chain, Asked asked) throws Refusal {
    Instant now = clock.instant();
    return Replay.of(keys.published(), consents, signatures, archive, now)
        .chain(chain, view(asked, now));
  }

  /** How the log is, for somebody who is known as an auditor. */
  public LogStatus log() throws Refusal {
    return LogStatus.of(LogTrust.of(keys.published(), Map.of()), archive);
  }

  private static View view(Asked asked, Instant now) {
    if (asked instanceof Asked.AsOf asOf) {
      return View.asOf(asOf.time());
    }
    return asked instanceof Asked.Today ? View.today(now) : View.ALL;
  }
}
