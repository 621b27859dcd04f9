-- Everything that counts once, whichever instance sees it: client assertions, DPoP proofs, actor
-- tokens, consents. Used up in the transaction that records the hop they asked for.
CREATE TABLE one_time_token (
  kind        text        NOT NULL,
  signer      text        NOT NULL,             -- the agent; of a DPoP proof the key's thumbprint
  id          text        NOT NULL,             -- the jti
  expires_at  timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (kind, signer, id)
);

-- Assertions were kept in a table of their own. Those that could still be replayed come along, and
-- an instance of the version before, which would not see the new ones, records nothing any more.
INSERT INTO one_time_token (kind, signer, id, expires_at, recorded_at)
SELECT 'client_assertion', agent, id, expires_at, recorded_at
FROM client_assertion WHERE expires_at > now() - interval '1 minute';
REVOKE INSERT ON client_assertion FROM deputy_issuer;

-- The DPoP nonce of each period (RFC 9449, section 8). Random and written when its time comes, so
-- nobody has it before, and every instance accepts it.
CREATE TABLE dpop_nonce (
  period      bigint      NOT NULL PRIMARY KEY,
  value       bytea       NOT NULL CHECK (length(value) = 16),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What the parent's holder signed, where the new holder asked for itself: a JWT, used up.
ALTER TABLE hop ADD COLUMN consent text;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON one_time_token
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dpop_nonce
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE one_time_token ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE dpop_nonce ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON one_time_token, dpop_nonce FROM PUBLIC;
GRANT SELECT, INSERT ON one_time_token, dpop_nonce TO deputy_issuer;
GRANT SELECT ON one_time_token, dpop_nonce TO deputy_auditor;
