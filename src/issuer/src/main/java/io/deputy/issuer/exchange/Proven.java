package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.ProvenKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a request has proved: who is calling, by its client authentication, and the keys that it
 * has, by that and by a DPoP proof. Either may prove the key that a token is bound to.
 *
 * @param caller who is calling
 * @param proof the key that was proved beside, if one was
 */
record Proven(Caller caller, Optional<KeyProof> proof) {
  Proven {
    Objects.requireNonNull(caller);
    Objects.requireNonNull(proof);
  }

  Agent agent() {
    return caller.agent();
  }

  /** The keys, that of the DPoP proof first: who sends one means it (RFC 9449, section 5). */
  List<Thumbprint> keys() {
    List<Thumbprint> keys = new ArrayList<>();
    proof.ifPresent(p -> keys.add(p.key()));
    if (!caller.key().thumbprint().isBearer()) {
      keys.add(caller.key().thumbprint());
    }
    return keys;
  }

  /** {@code bound} if that was proved, else another key that was, if any. */
  ProvenKey keyFor(Thumbprint bound) {
    List<Thumbprint> keys = keys();
    if (keys.contains(bound)) {
      return new ProvenKey(bound);
    }
    return keys.isEmpty() ? ProvenKey.NONE : new ProvenKey(keys.get(0));
  }

  /**
   * Refuses a proof by a key that has nothing to do with the caller: neither registered for it, nor
   * {@code named} by what the issuer or a holder attested.
   */
  void requireOwnKey(Optional<Thumbprint> named) throws Refusal {
    Optional<Thumbprint> key = proof.map(KeyProof::key);
    if (key.isPresent()
        && !key.equals(named)
        && agent().keys().withThumbprint(key.get()).isEmpty()) {
      throw new Refusal(
          Reason.DPOP_KEY_UNKNOWN,
          "the key \""
              + key.get()
              + "\" of the DPoP proof is not registered for \""
              + agent().id()
              + "\", nor is the subject token bound to it");
    }
  }

  /** What counts once, and is used up with the hop. */
  List<OneTimeToken> used() {
    List<OneTimeToken> used = new ArrayList<>();
    caller.assertion().ifPresent(used::add);
    proof.ifPresent(p -> used.add(p.proof()));
    return used;
  }
}
