-- Every state that a signing key was ever in, as an issuer saw it in its key folder. With this an
-- auditor knows which key could sign when, also after the key folder is gone.
CREATE TABLE key_event (
  number      integer     NOT NULL CHECK (number > 0),  -- the kid; root_key and attestation_key of hop
  role        text        NOT NULL CHECK (role IN ('root', 'attestation', 'bundle', 'log')),
  state       text        NOT NULL CHECK (state IN ('active', 'retired', 'compromised')),
  public_key  text        NOT NULL CHECK (public_key ~ '^(ed25519/[0-9a-f]{64}|secp256r1/[0-9a-f]{66})$'),
  at          timestamptz NOT NULL,                     -- made, retires, or found to be compromised
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- States never come back; and whoever gives a number to another key finds it taken.
  PRIMARY KEY (number, state)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON key_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE key_event ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON key_event FROM PUBLIC;
GRANT SELECT, INSERT ON key_event TO deputy_issuer;
GRANT SELECT ON key_event TO deputy_auditor;
