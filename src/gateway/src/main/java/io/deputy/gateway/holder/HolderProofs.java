package io.deputy.gateway.holder;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.TokenText;
import io.deputy.json.DpopProofs;
import io.deputy.verify.ProvenKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the token out of a caller's credentials and checks what the caller proves. The {@code
 * Authorization} header is the only place for a token (RFC 6750, section 2.1; RFC 9449, section
 * 7.1): {@code Bearer} or {@code DPoP}.
 */
public final class HolderProofs {
  private static final String BEARER = "bearer";
  private static final String DPOP = "dpop";

  private final DpopProofs proofs;

  /**
   * @param nonces which nonces a proof may carry
   * @param replays the proofs that were used here
   */
  public HolderProofs(Nonces nonces, DpopProofs.Replays replays) {
    this.proofs = new DpopProofs(replays, nonces::isGood);
  }

  /**
   * The token and the proven key.
   *
   * @throws Refusal {@code token_missing}, {@code token_malformed}, {@code token_too_large}, or a
   *     reason that begins with {@code dpop_}
   */
  public Presented read(Credentials credentials, Instant now) throws Refusal {
    if (credentials.authorization().isEmpty()) {
      throw new Refusal(
          Reason.TOKEN_MISSING, "no delegation token; send one in the Authorization header");
    }
    if (credentials.authorization().size() > 1) {
      throw malformed("the Authorization header stands more than once");
    }
    String header = credentials.authorization().get(0);
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    String text = space < 0 ? "" : header.substring(space + 1);
    boolean dpop = scheme.toLowerCase(Locale.ROOT).equals(DPOP);
    if (!dpop && !scheme.toLowerCase(Locale.ROOT).equals(BEARER)) {
      throw malformed("the Authorization header is neither Bearer nor DPoP");
    }
    Bytes token = TokenText.read(text);
    // A proof beside the Bearer scheme would be ignored by others, so it must not count here.
    if (dpop != !credentials.dpop().isEmpty()) {
      throw new Refusal(
          Reason.DPOP_PROOF_INVALID,
          dpop
              ? "a DPoP token needs a DPoP header with a proof"
              : "a DPoP header needs the DPoP scheme in the Authorization header");
    }
    if (dpop) {
      return new Presented(
          token,
          proofs.check(credentials.dpop(), credentials.method(), credentials.url(), text, now));
    }
    Optional<ProvenKey> certificate = credentials.certificate().map(ProvenKey::new);
    return new Presented(token, certificate.orElse(ProvenKey.NONE));
  }

  private static Refusal malformed(String problem) {
    return new Refusal(Reason.TOKEN_MALFORMED, problem + "; send one token");
  }
}
