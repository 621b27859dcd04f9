package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;
import java.util.List;

/** Port: who is calling. */
public interface Callers {
  /**
   * The agent of {@code directory} that {@code proof} proves, and the key that it proves with it.
   */
  Caller authenticate(ClientProof proof, Directory directory, Instant now) throws Refusal;

  /** How agents can authenticate here (RFC 8414, section 2). */
  List<String> methods();
}
