package io.deputy.issuer.http;

import io.deputy.Reason;
import java.util.Locale;

/**
 * Errors of OAuth, and the one place that says which of our reasons is which of them. In the order
 * of RFC 6749, section 5.2, then of the extensions. Not used: {@code invalid_grant} (RFC 8693,
 * section 2.2.2, has {@code invalid_request} for tokens that do not do).
 */
enum OAuthError {
  /** RFC 6749, section 5.2; and subject tokens that are refused: RFC 8693, section 2.2.2. */
  INVALID_REQUEST(400),
  /** RFC 6749, section 5.2. */
  INVALID_CLIENT(401),
  /** RFC 6749, section 5.2: the caller may not do this. */
  UNAUTHORIZED_CLIENT(400),
  /** RFC 6749, section 5.2. */
  UNSUPPORTED_GRANT_TYPE(400),
  /** RFC 6749, section 5.2. */
  INVALID_SCOPE(400),
  /** RFC 8693, section 2.2.2; RFC 8707, section 2. */
  INVALID_TARGET(400),
  /** RFC 9396, section 5. */
  INVALID_AUTHORIZATION_DETAILS(400),
  /** RFC 6750, section 3.1: an operator's token is missing or refused. */
  INVALID_TOKEN(401),
  /** RFC 6750, section 3.1. */
  INSUFFICIENT_SCOPE(403),
  /** RFC 9449, section 5. */
  INVALID_DPOP_PROOF(400),
  /** RFC 9449, section 8: try again with the nonce of this answer. */
  USE_DPOP_NONCE(400),
  /** RFC 6749, section 4.1.2.1, here for the token endpoint: ask again later. */
  TEMPORARILY_UNAVAILABLE(503),
  /** RFC 6749, section 4.1.2.1, here for the token endpoint. */
  SERVER_ERROR(500);

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int PAYLOAD_TOO_LARGE = 413;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int PRECONDITION_REQUIRED = 428; // RFC 6585, section 3

  /** RFC 6585, section 4. */
  private static final int TOO_MANY_REQUESTS = 429;

  private final int status;

  OAuthError(int status) {
    this.status = status;
  }

  /** The code as it stands on the wire. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The HTTP status of an answer with {@code reason}. */
  static int status(Reason reason) {
    return switch (reason) {
      case BODY_TOO_LARGE -> PAYLOAD_TOO_LARGE;
      case MEDIA_TYPE_UNSUPPORTED -> UNSUPPORTED_MEDIA_TYPE;
      case ENTRY_UNKNOWN, LOG_ENTRY_UNKNOWN -> NOT_FOUND;
      case DECISION_CONFLICT -> CONFLICT;
      case PRECONDITION_FAILED -> PRECONDITION_FAILED;
      case PRECONDITION_MISSING -> PRECONDITION_REQUIRED;
      case RATE_LIMITED -> TOO_MANY_REQUESTS;
      default -> of(reason).status;
    };
  }

  /** The error that {@code reason} is. */
  static OAuthError of(Reason reason) {
    return switch (reason) {
      case TOKEN_MALFORMED,
          TOKEN_TOO_LARGE,
          TOKEN_TOO_MANY_BLOCKS,
          TOKEN_TOO_MANY_STATEMENTS,
          SIGNATURE_INVALID,
          SIGNATURE_VERSION_UNSUPPORTED,
          ROOT_KEY_MISSING,
          ROOT_KEY_UNKNOWN,
          KEY_COMPROMISED,
          KEY_RETIRED,
          ATTESTATION_KEY_UNKNOWN,
          BLOCK_KEY_UNSUPPORTED,
          TOKEN_SEALED,
          TOKEN_RESIGNED,
          TOKEN_REVOKED,
          AUTHORITY_MALFORMED,
          HOP_MALFORMED,
          HOP_NUMBER_WRONG,
          SCOPE_FORBIDDEN,
          PREDICATE_RESERVED,
          TOKEN_EXPIRED,
          TOKEN_NOT_YET_VALID,
          AUDIENCE_MISMATCH,
          HOLDER_KEY_UNPROVEN,
          HOLDER_KEY_MISMATCH,
          DEPTH_EXCEEDED,
          REQUEST_NOT_WITHIN_RIGHTS,
          CHECK_FAILED,
          FACT_UNKNOWN,
          EVALUATION_LIMIT,
          EVALUATION_ERROR,
          REQUEST_MALFORMED,
          REQUEST_TOO_LARGE,
          PARAMETER_MISSING,
          PARAMETER_REPEATED,
          PARAMETER_INVALID,
          PARAMETER_UNSUPPORTED,
          PURPOSE_REQUIRED,
          TOKEN_TYPE_UNSUPPORTED,
          BODY_TOO_LARGE,
          MEDIA_TYPE_UNSUPPORTED,
          SUBJECT_TOKEN_MALFORMED,
          SUBJECT_ISSUER_UNTRUSTED,
          SUBJECT_ALGORITHM_REFUSED,
          SUBJECT_SIGNATURE_INVALID,
          SUBJECT_EXPIRED,
          SUBJECT_NOT_YET_VALID,
          SUBJECT_AUDIENCE_MISMATCH,
          SUBJECT_NOT_FOR_CALLER,
          SUBJECT_CLAIM_INVALID,
          SUBJECT_ALREADY_DELEGATED,
          SUBJECT_INACTIVE,
          SUBJECT_OPAQUE,
          CALLER_NOT_HOLDER,
          CHAIN_ACTOR_DISABLED,
          ACTOR_UNKNOWN,
          ACTOR_DISABLED,
          ACTOR_KEY_UNKNOWN,
          LIFETIME_EXCEEDED,
          ACTOR_TOKEN_INVALID,
          ACTOR_TOKEN_IS_DELEGATION,
          ACTOR_TOKEN_REPLAYED,
          ACTOR_TOKEN_MISMATCH,
          CONSENT_INVALID,
          CONSENT_REPLAYED,
          CONSENT_MISMATCH,
          KEYS_MALFORMED,
          CERTIFICATE_MALFORMED,
          DATALOG_MALFORMED,
          DIRECTORY_INVALID,
          ENTRY_UNKNOWN,
          PRECONDITION_MISSING,
          PRECONDITION_FAILED,
          BUNDLE_MALFORMED,
          BUNDLE_SIGNATURE_INVALID,
          BUNDLE_ISSUER_MISMATCH,
          BUNDLE_GAP,
          BUNDLE_ROLLED_BACK,
          BUNDLE_STALE,
          BUNDLE_MISSING,
          TOKEN_MISSING,
          ROUTE_UNKNOWN,
          MESSAGE_AMBIGUOUS,
          METHOD_UNKNOWN,
          SESSION_UNKNOWN,
          BREAK_GLASS_NEEDED,
          BODY_UNSEEN,
          POLICY_DENIED,
          POLICY_UNAVAILABLE,
          UPSTREAM_UNAVAILABLE,
          DECISIONS_MALFORMED,
          DECISION_CONFLICT,
          CHECKPOINT_MALFORMED,
          CHECKPOINT_SIGNATURE_INVALID,
          CHECKPOINT_ROLLED_BACK,
          CHECKPOINT_INCONSISTENT,
          LOG_ENTRY_UNKNOWN,
          LOG_PROOF_INVALID ->
          INVALID_REQUEST;
      case CLIENT_ASSERTION_INVALID,
          CLIENT_ASSERTION_REPLAYED,
          CLIENT_UNKNOWN,
          CLIENT_DISABLED,
          CLIENT_METHOD_REFUSED,
          CLIENT_CERTIFICATE_INVALID,
          CLIENT_SECRET_INVALID,
          DECISIONS_SIGNATURE_INVALID,
          GATEWAY_UNKNOWN ->
          INVALID_CLIENT;
      case OPERATOR_TOKEN_MISSING, OPERATOR_TOKEN_INVALID -> INVALID_TOKEN;
      case OPERATOR_SCOPE_INSUFFICIENT -> INSUFFICIENT_SCOPE;
      case ACTOR_NOT_ALLOWED, BEARER_NOT_ALLOWED, REVOCATION_NOT_ALLOWED -> UNAUTHORIZED_CLIENT;
      case SCOPE_UNKNOWN -> INVALID_SCOPE;
      case GRANT_TYPE_UNSUPPORTED -> UNSUPPORTED_GRANT_TYPE;
      case AUDIENCE_WIDENED, AUDIENCE_UNKNOWN, RESOURCE_MALFORMED, RESOURCE_UNKNOWN ->
          INVALID_TARGET;
      case DPOP_PROOF_INVALID,
          DPOP_PROOF_STALE,
          DPOP_PROOF_MISMATCH,
          DPOP_PROOF_REPLAYED,
          DPOP_KEY_UNKNOWN ->
          INVALID_DPOP_PROOF;
      case DPOP_NONCE_REQUIRED -> USE_DPOP_NONCE;
      case RIGHTS_MALFORMED,
          RIGHTS_EMPTY,
          TYPE_UNKNOWN,
          DIMENSION_UNKNOWN,
          DIMENSION_MISSING,
          CONSTRAINT_UNKNOWN,
          CONSTRAINT_MALFORMED,
          DECISION_LIMIT,
          RIGHTS_EXCEED_PARENT,
          RIGHTS_EXCEED_AGENT,
          RIGHTS_EXCEED_USER,
          RIGHTS_EXCEED_USER_TOKEN,
          RIGHTS_EXCEED_CONSENT,
          BREAK_GLASS_NOT_GRANTED ->
          INVALID_AUTHORIZATION_DETAILS;
      case RECORD_UNAVAILABLE,
          ISSUER_KEYS_UNAVAILABLE,
          IDENTITY_PROVIDER_UNAVAILABLE,
          SIGNING_KEYS_UNAVAILABLE,
          RATE_LIMITED,
          DIRECTORY_SUPERSEDED ->
          TEMPORARILY_UNAVAILABLE;
      case INTERNAL_ERROR -> SERVER_ERROR;
    };
  }
}
