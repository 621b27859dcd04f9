package io.deputy.issuer.exchange;

import io.deputy.chain.Thumbprint;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A well-formed request for a token (RFC 8693, section 2.1, and our extensions).
 *
 * @param client what the caller authenticates with
 * @param subjectToken whose authority is to be delegated
 * @param subject what kind of token that is
 * @param rights what is asked for
 * @param targets where the token is to be used
 * @param actorToken what identifies the agent that is to hold the token
 * @param consent what the holder of the subject token signed, if the caller asks for itself
 * @param actor the agent that is to hold the token, if not the caller
 * @param actorKey which of its keys; {@link Thumbprint#BEARER} for none
 * @param lifetime how long the token is to live; without it as long as it may
 * @param maxDepth the highest hop number that may follow; without it as high as it may be
 * @param purpose why, for the record
 * @param onExcess what to do if more is asked for than can be had
 */
record ExchangeRequest(
    ClientProof client,
    Credential subjectToken,
    Subject subject,
    AskedRights rights,
    Targets targets,
    Optional<Credential> actorToken,
    Optional<Credential> consent,
    Optional<String> actor,
    Optional<Thumbprint> actorKey,
    Optional<Duration> lifetime,
    OptionalInt maxDepth,
    Optional<String> purpose,
    OnExcess onExcess) {
  ExchangeRequest {
    Objects.requireNonNull(client);
    Objects.requireNonNull(subjectToken);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(rights);
    Objects.requireNonNull(targets);
    Objects.requireNonNull(actorToken);
    Objects.requireNonNull(consent);
    Objects.requireNonNull(actor);
    Objects.requireNonNull(actorKey);
    Objects.requireNonNull(lifetime);
    Objects.requireNonNull(maxDepth);
    Objects.requireNonNull(purpose);
    Objects.requireNonNull(onExcess);
  }

  /** What kind of token is exchanged. */
  enum Subject {
    /** A user's JWT: the first hop. */
    USER,
    /** A user's access token, which may be opaque: the first hop. */
    ACCESS_TOKEN,
    /** A delegation token: a next hop. */
    DELEGATION
  }

  /** What to do if more is asked for than can be had. */
  enum OnExcess {
    /** Refuse, with a request that shows the excess. */
    REFUSE,
    /** Grant what can be had. */
    NARROW
  }
}
