package io.deputy.gateway.gate;

import io.deputy.Bytes;
import io.deputy.verify.Honoured;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Trust;
import java.util.Objects;

/** Somebody whose token this gateway honours now. Only the {@link Gate} makes one. */
public final class Caller {
  private final Honoured honoured;
  private final Bytes token;
  private final ProvenKey proven;
  private final Trust trust;

  Caller(Honoured honoured, Bytes token, ProvenKey proven, Trust trust) {
    this.honoured = Objects.requireNonNull(honoured);
    this.token = Objects.requireNonNull(token);
    this.proven = Objects.requireNonNull(proven);
    this.trust = Objects.requireNonNull(trust);
  }

  /** The token, as it is honoured. */
  public Honoured honoured() {
    return honoured;
  }

  /** The key that was proved. */
  public ProvenKey proven() {
    return proven;
  }

  /** What was trusted when it was honoured. */
  public Trust trust() {
    return trust;
  }

  /** The token's bytes; a secret. */
  public Bytes token() {
    return token;
  }

  /** Who this is: the chain and the hop, which two tokens share only if one holder has both. */
  public String principal() {
    return honoured.chain().id() + "/" + honoured.chain().last().id();
  }
}
