package io.deputy.issuer.decisions;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import java.util.Objects;

/** Port: who signed a batch of decision records. */
public interface BatchSignatures {
  /** The type of the JWS (RFC 7515, section 4.1.9). */
  String TYPE = "deputy-decisions+jws";

  /**
   * What a gateway of {@code directory} signed with a key that is registered for it.
   *
   * @param jws compact, of the type {@link #TYPE}, with {@code EdDSA} or {@code ES256}
   * @throws Refusal {@code decisions_malformed}, {@code gateway_unknown} or {@code
   *     decisions_signature_invalid}
   */
  Signed verify(String jws, Directory directory) throws Refusal;

  /**
   * A payload whose signature was verified.
   *
   * @param gateway the id of the gateway that signed it
   * @param payload the bytes
   */
  record Signed(String gateway, Bytes payload) {
    public Signed {
      Objects.requireNonNull(gateway);
      Objects.requireNonNull(payload);
    }
  }
}
