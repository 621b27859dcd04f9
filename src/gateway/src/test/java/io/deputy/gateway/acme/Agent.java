package io.deputy.gateway.acme;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.deputy.Bytes;
import io.deputy.chain.Holder;
import io.deputy.chain.Thumbprint;
import java.net.URI;
import java.time.Instant;
import java.util.Date;

/** An agent with a key of its own. */
public final class Agent {
  private final String id;
  private final ECKey key;

  /** An agent with a fresh key. */
  public Agent(String id) {
    try {
      this.id = id;
      this.key = new ECKeyGenerator(Curve.P_256).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As tokens name it. */
  public Holder holder() {
    try {
      return new Holder(id, new Thumbprint(Bytes.ofBase64Url(key.computeThumbprint().toString())));
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A proof for one request. */
  public String proof(String method, String url, String token, String nonce, Instant now) {
    try {
      return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
          .createDPoPJWT(
              new JWTID(),
              method,
              URI.create(url),
              Date.from(now),
              new DPoPAccessToken(token),
              nonce == null ? null : new Nonce(nonce))
          .serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
