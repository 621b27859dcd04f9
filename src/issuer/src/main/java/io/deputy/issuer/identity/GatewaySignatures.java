package io.deputy.issuer.identity;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.Gateway;
import io.deputy.issuer.directory.PublicKeys;
import io.deputy.verify.DecisionBatch;
import java.util.Set;

/** Batches signed with the keys that the directory lists for a gateway. */
public final class GatewaySignatures implements BatchSignatures {
  /** The algorithms that gateways sign with; their keys may be for others besides. */
  private static final Set<String> ALGORITHMS = Set.of("EdDSA", "ES256");

  @Override
  public Signed verify(String jws, Directory directory) throws Refusal {
    UnverifiedJwt batch;
    String id;
    try {
      batch = UnverifiedJwt.readTyped(jws, BatchSignatures.TYPE, DecisionBatch.MAX_JWS_BYTES);
      id = batch.unverifiedClaims().requireText("gateway");
    } catch (JwtInvalid e) {
      throw new Refusal(
          Reason.DECISIONS_MALFORMED, "the batch is not a signed one: " + e.getMessage());
    }
    PublicKeys keys = keys(id, directory);
    if (!ALGORITHMS.contains(batch.algorithm())) {
      throw new Refusal(
          Reason.DECISIONS_SIGNATURE_INVALID,
          "the batch is signed with " + batch.algorithm() + "; use EdDSA or ES256");
    }
    try {
      batch.verify(keys);
    } catch (JwtInvalid e) {
      throw new Refusal(
          Reason.DECISIONS_SIGNATURE_INVALID,
          "the batch is not signed by a key of \"" + id + "\": " + e.getMessage());
    }
    return new Signed(id, batch.payload());
  }

  private static PublicKeys keys(String id, Directory directory) throws Refusal {
    Gateway gateway = directory.gateways().get(id);
    if (gateway == null || gateway.keys().keys().isEmpty()) {
      throw new Refusal(
          Reason.GATEWAY_UNKNOWN,
          "no gateway \"" + id + "\" is registered with a key; list it in the directory");
    }
    return gateway.keys();
  }
}
