package io.deputy.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.json.RightsJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/**
 * Everybody in the story. Alice is a user, known to an identity provider that does not exist.
 *
 * @param orchestrator works for Alice
 * @param researcher works for the orchestrator
 * @param summarizer works for the researcher
 */
record Cast(Agent orchestrator, Agent researcher, Agent summarizer) {
  /** How long Alice stays signed in. */
  private static final Duration SESSION = Duration.ofMinutes(30);

  private static final String DIRECTORY = "demo/directory.yaml";
  private static final String IDP = "https://idp.acme.example";

  /** Agents with new keys. */
  static Cast create() {
    return new Cast(
        Agent.named("orchestrator"), Agent.named("researcher"), Agent.named("summarizer"));
  }

  /** Writes the directory file and the public keys that it names. */
  void register(Home home, String issuer) throws IOException {
    home.write("directory.yaml", Resource.text(DIRECTORY).replace("{{issuer}}", issuer));
    home.write("public-keys/idp.jwks.json", SigningKey.ofDevelopmentIdp().publicJwks());
    for (Agent agent : List.of(orchestrator, researcher, summarizer)) {
      home.write("public-keys/" + agent.id() + ".jwks.json", agent.key().publicJwks());
    }
  }

  /** What Alice may do, by the directory. */
  static Rights alicesRights() throws Broken {
    try {
      JsonNode directory = new YAMLMapper().readTree(Resource.text(DIRECTORY));
      return RightsJson.read(directory.at("/grants/0/rights").toString());
    } catch (JsonProcessingException | Refusal e) {
      throw new Broken("the packaged directory cannot be read: " + e.getMessage(), e);
    }
  }

  /** Alice signs in: a token for this agent, at this issuer, with these scopes. */
  String alicesToken(String issuer, String scopes, Instant now) {
    return SigningKey.ofDevelopmentIdp()
        .sign(
            new JWTClaimsSet.Builder()
                .issuer(IDP)
                .subject("alice")
                .audience(issuer)
                .claim("azp", orchestrator.id())
                .claim("scope", scopes)
                .claim("groups", List.of("engineering"))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(SESSION)))
                .build());
  }
}
