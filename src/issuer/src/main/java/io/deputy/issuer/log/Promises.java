package io.deputy.issuer.log;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.keys.JwsSigner;
import io.deputy.json.InclusionPromiseJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.InclusionPromise;
import io.deputy.log.LogEntry;
import io.deputy.minting.Signer;
import io.deputy.minting.SignerUnavailable;
import java.time.Instant;
import java.util.Objects;

/**
 * Promises that the log will have what was recorded: signed at once, without waiting for it. Safe
 * for any number of threads.
 */
public final class Promises {
  private final String origin;
  private final IssuerKeys keys;

  /**
   * @param issuer whose log it is, as it stands in its tokens
   */
  public Promises(String issuer, IssuerKeys keys) {
    this.origin = Checkpoint.origin(issuer);
    this.keys = Objects.requireNonNull(keys);
  }

  /**
   * The promise for a row that is committed.
   *
   * @return a JWS in compact form, as {@link InclusionPromiseJson} reads it
   * @throws Refusal {@code signing_keys_unavailable}
   */
  public String of(LogEntry entry, Instant now) throws Refusal {
    Signer signer = keys.current(now).log();
    try {
      return InclusionPromiseJson.write(
          InclusionPromise.of(origin, entry, now), signer.publicKey(), new JwsSigner(signer)::sign);
    } catch (SignerUnavailable e) {
      throw new Refusal(Reason.SIGNING_KEYS_UNAVAILABLE, "the issuer cannot sign now; try again");
    }
  }
}
