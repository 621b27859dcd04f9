package io.deputy;

import java.util.Locale;

/**
 * Why something was refused. The codes are frozen and the list is append-only: logs, metrics, the
 * ledger, the HTTP contract and the command line all use these words.
 */
public enum Reason {
  // The container: bytes that are not a token we read.
  /** Not a well-formed Biscuit container, or not canonical. */
  TOKEN_MALFORMED,
  /** More decoded bytes than a token may have. */
  TOKEN_TOO_LARGE,
  /** More blocks than a token may have. */
  TOKEN_TOO_MANY_BLOCKS,
  /** More facts, rules and checks than a token may have. */
  TOKEN_TOO_MANY_STATEMENTS,
  /** A signature does not verify, or is not canonical. */
  SIGNATURE_INVALID,
  /** A signature payload version that the profile does not accept. */
  SIGNATURE_VERSION_UNSUPPORTED,
  /** The token names no root key. */
  ROOT_KEY_MISSING,
  /** The token names a root key that is not trusted here. */
  ROOT_KEY_UNKNOWN,
  /** The key is known to be compromised. */
  KEY_COMPROMISED,
  /** A block is attested by a key that is not an attestation key of the token's issuer. */
  ATTESTATION_KEY_UNKNOWN,
  /** The token is sealed, so it cannot be extended. */
  TOKEN_SEALED,
  /** The token's attested blocks are not those on record. */
  TOKEN_RESIGNED,

  // The profile: a Biscuit, but not a delegation token.
  /** The authority block does not say exactly what the profile asks for. */
  AUTHORITY_MALFORMED,
  /** An attested block is not a hop block as the profile asks for. */
  HOP_MALFORMED,
  /** Hops are not numbered without gaps. */
  HOP_NUMBER_WRONG,
  /** A block carries a scope annotation. */
  SCOPE_FORBIDDEN,
  /** A block hands over to a key of an algorithm that the profile does not use. */
  BLOCK_KEY_UNSUPPORTED,
  /** A holder's rule claims a predicate that only the issuer may state. */
  PREDICATE_RESERVED,

  // The decision.
  /** The token, or an ancestor of it, has expired. */
  TOKEN_EXPIRED,
  /** The clock is before the time the token was issued. */
  TOKEN_NOT_YET_VALID,
  /** The token is not for this gateway. */
  AUDIENCE_MISMATCH,
  /** The caller proved no key and the token is bound to one. */
  HOLDER_KEY_UNPROVEN,
  /** The caller proved a key that is not the holder's. */
  HOLDER_KEY_MISMATCH,
  /** More hops than an ancestor allowed. */
  DEPTH_EXCEEDED,
  /** The request is not within the rights of the token. */
  REQUEST_NOT_WITHIN_RIGHTS,
  /** A check that a holder added does not hold. */
  CHECK_FAILED,
  /** A check rejects on something that the gateway cannot state. */
  FACT_UNKNOWN,
  /** The work of evaluating the token exceeds its budget. */
  EVALUATION_LIMIT,
  /** An expression of the token cannot be evaluated. */
  EVALUATION_ERROR,
  /** The request is not one that can be decided. */
  REQUEST_MALFORMED,
  /** The request has more arguments, or nests deeper, than can be decided. */
  REQUEST_TOO_LARGE,

  // Rights.
  /** Not the JSON that rights are written in. */
  RIGHTS_MALFORMED,
  /** An empty list of capabilities. */
  RIGHTS_EMPTY,
  /** A type of capability that does not exist. */
  TYPE_UNKNOWN,
  /** A dimension that the type of capability does not have. */
  DIMENSION_UNKNOWN,
  /** A dimension that the type of capability must have. */
  DIMENSION_MISSING,
  /** A constraint that does not exist. */
  CONSTRAINT_UNKNOWN,
  /** A constraint with the wrong kind of value. */
  CONSTRAINT_MALFORMED,
  /** Deciding whether rights lie within rights exceeds its budget. */
  DECISION_LIMIT,
  /** More is asked for than the parent token has. */
  RIGHTS_EXCEED_PARENT,
  /** More is asked for than the agent may ever hold. */
  RIGHTS_EXCEED_AGENT,
  /** More is asked for than the user has now. */
  RIGHTS_EXCEED_USER,
  /** More is asked for than the user's own token allows. */
  RIGHTS_EXCEED_USER_TOKEN,

  // The exchange: the request.
  /** A required parameter is missing. */
  PARAMETER_MISSING,
  /** A single parameter is repeated. */
  PARAMETER_REPEATED,
  /** A parameter has a value that cannot be read. */
  PARAMETER_INVALID,
  /** A parameter is not supported here. */
  PARAMETER_UNSUPPORTED,
  /** A scope that is not defined here. */
  SCOPE_UNKNOWN,
  /** A grant type other than token exchange. */
  GRANT_TYPE_UNSUPPORTED,
  /** A token type that is not exchanged or issued here. */
  TOKEN_TYPE_UNSUPPORTED,
  /** The request body is larger than the limit. */
  BODY_TOO_LARGE,
  /** The request body is not a form. */
  MEDIA_TYPE_UNSUPPORTED,

  // The exchange: who is asking.
  /** No client authentication, or one that does not verify. */
  CLIENT_ASSERTION_INVALID,
  /** The client assertion was used before. */
  CLIENT_ASSERTION_REPLAYED,
  /** No such agent. */
  CLIENT_UNKNOWN,
  /** The calling agent is disabled. */
  CLIENT_DISABLED,

  // The exchange: the user's token.
  /** Not a JWT that can be read. */
  SUBJECT_TOKEN_MALFORMED,
  /** The issuer is not one that may vouch for users. */
  SUBJECT_ISSUER_UNTRUSTED,
  /** The algorithm is not on the list, or does not fit the key. */
  SUBJECT_ALGORITHM_REFUSED,
  /** No key of the issuer verifies the signature. */
  SUBJECT_SIGNATURE_INVALID,
  /** The user's token has expired. */
  SUBJECT_EXPIRED,
  /** The user's token is not valid yet. */
  SUBJECT_NOT_YET_VALID,
  /** The user's token is not for this service. */
  SUBJECT_AUDIENCE_MISMATCH,
  /** The user's token is for another client. */
  SUBJECT_NOT_FOR_CALLER,
  /** A claim that decides something is missing or malformed. */
  SUBJECT_CLAIM_INVALID,

  // The exchange: the hop.
  /** The caller is not the agent that the last hop names. */
  CALLER_NOT_HOLDER,
  /** An agent of the chain is unknown or disabled now. */
  CHAIN_ACTOR_DISABLED,
  /** No such agent to delegate to. */
  ACTOR_UNKNOWN,
  /** The agent to delegate to is disabled. */
  ACTOR_DISABLED,
  /** The key is not one of the agent that is delegated to. */
  ACTOR_KEY_UNKNOWN,
  /** The caller may not delegate to this agent, or not at the first hop. */
  ACTOR_NOT_ALLOWED,
  /** The child would outlive its parent, the user's token or what its agent may hold. */
  LIFETIME_EXCEEDED,
  /** A gateway is asked for that the parent does not name. */
  AUDIENCE_WIDENED,
  /** No such gateway. */
  AUDIENCE_UNKNOWN,

  // What people write and programs read.
  /** Not a set of keys that can be read. */
  KEYS_MALFORMED,
  /** Not the text of Datalog. */
  DATALOG_MALFORMED,
  /** Not a certificate that can be read. */
  CERTIFICATE_MALFORMED,

  // What we depend on.
  /** The hop could not be recorded, so no token left. Try again later. */
  RECORD_UNAVAILABLE,
  /** The keys of the user's issuer could not be had. Try again later. */
  ISSUER_KEYS_UNAVAILABLE,
  /** A fault of ours; the log has the details. Nothing was issued. */
  INTERNAL_ERROR,

  // Operators.
  /** Not a valid token of an operator. */
  OPERATOR_TOKEN_INVALID,
  /** The operator's token lacks the scope that is needed. */
  OPERATOR_SCOPE_INSUFFICIENT,

  // Revocation.
  /** The token, or an ancestor of it, was revoked. */
  TOKEN_REVOKED,
  /** The caller may not revoke this. */
  REVOCATION_NOT_ALLOWED,

  // The exchange: keys proved with DPoP (RFC 9449), and who else speaks.
  /** Not one DPoP proof that can be read, or its signature does not verify. */
  DPOP_PROOF_INVALID,
  /** The DPoP proof was made too long ago, or for a time to come. */
  DPOP_PROOF_STALE,
  /** The DPoP proof is for another method, URL or token. */
  DPOP_PROOF_MISMATCH,
  /** The DPoP proof was used before. */
  DPOP_PROOF_REPLAYED,
  /** The DPoP proof has no nonce of ours, or one that is too old; use the one in the answer. */
  DPOP_NONCE_REQUIRED,
  /** The key of the DPoP proof is neither the caller's nor the one that the token is bound to. */
  DPOP_KEY_UNKNOWN,
  /** The actor token is not an identity that verifies. */
  ACTOR_TOKEN_INVALID,
  /** The actor token is a delegation token; an identity is needed. */
  ACTOR_TOKEN_IS_DELEGATION,
  /** The actor token was used before. */
  ACTOR_TOKEN_REPLAYED,
  /** The actor token identifies another agent than the one that is to hold the token. */
  ACTOR_TOKEN_MISMATCH,
  /** The consent is not signed by the holder of the subject token, or does not say what it must. */
  CONSENT_INVALID,
  /** The consent was used before. */
  CONSENT_REPLAYED,
  /** The consent is for another token, another agent or another key. */
  CONSENT_MISMATCH,
  /** More is asked for than the holder consented to. */
  RIGHTS_EXCEED_CONSENT,
  /** The agent may not hand on tokens that any bearer can use. */
  BEARER_NOT_ALLOWED,
  /** A resource is not an absolute URI without a fragment. */
  RESOURCE_MALFORMED,
  /** No registered gateway guards the resource. */
  RESOURCE_UNKNOWN,

  // Appended later, in the order they came.
  /** A hop was issued after the key that signed it had retired. */
  KEY_RETIRED,
  /** The issuer cannot sign now: its keys cannot be read, or the device that holds them fails. */
  SIGNING_KEYS_UNAVAILABLE,
  /** Too many requests of one agent, for one user, or from one address. Try again soon. */
  RATE_LIMITED,
  /** A break-glass right is asked for that no break-glass grant of the user gives. */
  BREAK_GLASS_NOT_GRANTED,
  /** A break-glass right is asked for without a purpose. */
  PURPOSE_REQUIRED,

  // Identity providers, and other ways of authenticating.
  /** The user's token has been delegated to somebody already. */
  SUBJECT_ALREADY_DELEGATED,
  /** The issuer of the user's token says that it is not active. */
  SUBJECT_INACTIVE,
  /** The user's token is no JWT, and no issuer is there to be asked about it. */
  SUBJECT_OPAQUE,
  /** The identity provider could not be asked about the user's token. Try again later. */
  IDENTITY_PROVIDER_UNAVAILABLE,
  /** The agent is not registered for this way of authenticating. */
  CLIENT_METHOD_REFUSED,
  /** No TLS client certificate, or not one of the agent's. */
  CLIENT_CERTIFICATE_INVALID,
  /** Not the agent's secret. */
  CLIENT_SECRET_INVALID,

  // Changes of the directory.
  /** No operator's token where one is needed. */
  OPERATOR_TOKEN_MISSING,
  /** The directory changed while the request was decided. Try again. */
  DIRECTORY_SUPERSEDED,
  /** The directory that would result is not valid; nothing was changed. */
  DIRECTORY_INVALID,
  /** The directory has no such entry, or the record no such chain. */
  ENTRY_UNKNOWN,
  /** A change does not say what it rests on. */
  PRECONDITION_MISSING,
  /** What a change rests on is not there any more, or there already. */
  PRECONDITION_FAILED,

  // Trust bundles.
  /** Not a trust bundle that can be read. */
  BUNDLE_MALFORMED,
  /** No pinned bundle key signed the trust bundle. */
  BUNDLE_SIGNATURE_INVALID,
  /** The trust bundle is another issuer's. */
  BUNDLE_ISSUER_MISMATCH,
  /** Revocations may lie between those that are known and those of the trust bundle. */
  BUNDLE_GAP,
  /** The trust bundle is older than one that was taken before. */
  BUNDLE_ROLLED_BACK,
  /** The gateway's trust bundle is older than it may be. */
  BUNDLE_STALE,
  /** The gateway has no trust bundle. */
  BUNDLE_MISSING,

  // Gateways.
  /** No delegation token where one is needed. */
  TOKEN_MISSING,
  /** The gateway has no route for this. */
  ROUTE_UNKNOWN,
  /** The headers of a message say something else than its body, or than each other. */
  MESSAGE_AMBIGUOUS,
  /** The protocol has no such method, or the gateway does not know it, so it does not pass. */
  METHOD_UNKNOWN,
  /** The session or task was opened by another chain, or is not known here. */
  SESSION_UNKNOWN,
  /** A destructive call needs a token that lives as shortly as one for emergencies. */
  BREAK_GLASS_NEEDED,
  /** The rights depend on a body that cannot be seen here. */
  BODY_UNSEEN,
  /** The central policy does not allow it. */
  POLICY_DENIED,
  /** The central policy could not be asked. Try again later. */
  POLICY_UNAVAILABLE,
  /** What stands behind the gateway could not be reached, or answered what cannot be passed on. */
  UPSTREAM_UNAVAILABLE,

  // Decision records of gateways.
  /** Not a batch of decision records that can be read. */
  DECISIONS_MALFORMED,
  /** No registered key of the gateway verifies the batch of decision records. */
  DECISIONS_SIGNATURE_INVALID,
  /** No gateway of this name is registered with a key. */
  GATEWAY_UNKNOWN,
  /** Another decision record is stored under the same number. */
  DECISION_CONFLICT,

  // The transparency log.
  /** Not a checkpoint of a log that can be read. */
  CHECKPOINT_MALFORMED,
  /** No key of the log signed the checkpoint. */
  CHECKPOINT_SIGNATURE_INVALID,
  /** The log is shorter than it was, or does not say any more how long it is. */
  CHECKPOINT_ROLLED_BACK,
  /** The log was rewritten: what it says now and what it said before do not go together. */
  CHECKPOINT_INCONSISTENT,
  /** The log has no such entry yet. */
  LOG_ENTRY_UNKNOWN,
  /** The proof does not show what it is to show. */
  LOG_PROOF_INVALID;

  /** The code as it stands on the wire, in snake case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
