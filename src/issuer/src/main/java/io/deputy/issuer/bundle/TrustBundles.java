package io.deputy.issuer.bundle;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.keys.JwsSigner;
import io.deputy.issuer.log.TransparencyLog;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.issuer.revocation.RevocationLog.Recorded;
import io.deputy.json.TrustBundleJson;
import io.deputy.minting.Signer;
import io.deputy.minting.SignerUnavailable;
import io.deputy.verify.Revocation;
import io.deputy.verify.TrustBundle;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Makes trust bundles, each from the record and the keys as they are at that moment. Whatever
 * cannot be read means that there is none. Safe for any number of threads.
 */
public final class TrustBundles {
  /** Below this, a gateway asks more often than once a second and a late answer stops it. */
  static final Duration SHORTEST_MAX_AGE = Duration.ofSeconds(5);

  /** Cursors that one bundle covers: most are of dead tokens, each looked up in some µs. */
  static final int MAX_CURSORS = 100_000;

  /**
   * Characters of names in one bundle. Escaped, in UTF-8 and in base64 they are eight times as many
   * at the worst, half of {@link TrustBundleJson#MAX_CHARACTERS}.
   */
  static final int MAX_NAMES = 1 << 20;

  /** How long the end of a token is past for every gateway: clocks differ by seconds. */
  static final Duration SURELY_EXPIRED = Duration.ofMinutes(5);

  private final String issuer;
  private final Duration maxAge;
  private final IssuerKeys keys;
  private final RevocationLog log;
  private final TransparencyLog transparency;
  private final Clock clock;

  /**
   * @param issuer whose bundles they are, as it stands in its tokens
   * @param maxAge how long gateways may rely on one
   * @throws IllegalArgumentException if that is not from 5 seconds to a day, in whole seconds
   */
  public TrustBundles(
      String issuer,
      Duration maxAge,
      IssuerKeys keys,
      RevocationLog log,
      TransparencyLog transparency,
      Clock clock) {
    if (maxAge.compareTo(SHORTEST_MAX_AGE) < 0
        || maxAge.compareTo(TrustBundle.LONGEST_MAX_AGE) > 0
        || maxAge.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "deputy.bundle.max-age is "
              + maxAge
              + "; it must be between "
              + SHORTEST_MAX_AGE
              + " and "
              + TrustBundle.LONGEST_MAX_AGE
              + ", in whole seconds");
    }
    this.issuer = Objects.requireNonNull(issuer);
    this.maxAge = maxAge;
    this.keys = Objects.requireNonNull(keys);
    this.log = Objects.requireNonNull(log);
    this.transparency = Objects.requireNonNull(transparency);
    this.clock = Objects.requireNonNull(clock);
  }

  /** How long gateways may rely on a bundle. */
  Duration maxAge() {
    return maxAge;
  }

  /**
   * A bundle with what was revoked after some cursor, signed now.
   *
   * <p>If the list does not go that far, the record was restored from before. Then the bundle
   * covers nothing and ends where the list does, so whoever knows more sees that it goes back, and
   * does not take it.
   *
   * @param since the last cursor that is known; 0 for none
   * @return a JWS in compact form, as {@link TrustBundleJson} reads it
   * @throws Refusal {@code record_unavailable}, {@code signing_keys_unavailable}
   */
  public String after(long since) throws Refusal {
    // Before the keys: so they are no older than what the bundle says of its time.
    RevocationLog.End end = log.end();
    Signer signer = keys.current(clock.instant()).bundle();
    TrustBundle bundle = bundle(Math.min(since, end.cursor()), end, keys.published());
    try {
      return TrustBundleJson.write(
          bundle, signer.number(), signer.publicKey(), new JwsSigner(signer)::sign);
    } catch (SignerUnavailable e) {
      throw new Refusal(Reason.SIGNING_KEYS_UNAVAILABLE, "the issuer cannot sign now; try again");
    }
  }

  private TrustBundle bundle(long from, RevocationLog.End end, TrustedKeys published)
      throws Refusal {
    long through = Math.min(end.cursor(), from + MAX_CURSORS);
    List<Recorded> found =
        from == through
            ? List.of()
            : log.live(
                from, through, end.at().minus(SURELY_EXPIRED), TrustBundle.MAX_REVOCATIONS + 1);
    int fitting = fitting(found);
    long to = fitting == found.size() ? through : found.get(fitting - 1).cursor();
    return new TrustBundle(
        issuer,
        end.at(),
        maxAge,
        published,
        from,
        to,
        to < end.cursor(),
        found.subList(0, fitting).stream().map(Recorded::revocation).toList(),
        transparency.checkpoint());
  }

  /** How many of them one bundle takes: at least one, since no name is so long. */
  private static int fitting(List<Recorded> found) {
    int names = 0;
    for (int i = 0; i < found.size(); i++) {
      names += names(found.get(i).revocation());
      if (i == TrustBundle.MAX_REVOCATIONS || (i > 0 && names > MAX_NAMES)) {
        return i;
      }
    }
    return found.size();
  }

  private static int names(Revocation revocation) {
    if (revocation instanceof Revocation.OfUser of) {
      return of.user().issuer().length() + of.user().subject().length();
    }
    return revocation instanceof Revocation.OfAgent of ? of.agent().length() : 0;
  }
}
