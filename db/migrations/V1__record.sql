-- The record: what was delegated, by whom, on what grounds. Every table here is append-only, twice
-- over: no role of the service may change a row, and a trigger refuses it to everybody else.

-- The roles. Whoever runs the migrations may create roles, or an administrator has done so before.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'deputy_issuer') THEN
    CREATE ROLE deputy_issuer NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'deputy_auditor') THEN
    CREATE ROLE deputy_auditor NOLOGIN;
  END IF;
END
$$;

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: the record is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Every version of the directory that was ever in force. Hop rows name the version they rest on.
CREATE TABLE directory_version (
  digest      bytea       NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
  content     text        NOT NULL,                     -- canonical JSON; the digest is its SHA-256
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (digest = sha256(convert_to(content, 'UTF8')))
);

-- Client assertions that were used. Each counts once, whichever instance sees it.
CREATE TABLE client_assertion (
  agent       text        NOT NULL,
  id          text        NOT NULL,                     -- the jti
  expires_at  timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (agent, id)
);

-- One row for each token that was minted. Holds no secret: the rows cannot be used as tokens.
CREATE TABLE hop (
  id               uuid        NOT NULL PRIMARY KEY,
  chain            uuid        NOT NULL,
  parent           uuid,                                -- the hop before; none at the first
  depth            smallint    NOT NULL CHECK (depth BETWEEN 0 AND 7),
  parent_depth     smallint    GENERATED ALWAYS AS (depth - 1) STORED,
  delegator        text        NOT NULL,                -- the agent that asked
  actor            text        NOT NULL,                -- the agent that holds the token
  actor_key        bytea       NOT NULL CHECK (length(actor_key) IN (0, 32)), -- none: any bearer
  user_issuer      text        NOT NULL,
  user_subject     text        NOT NULL,
  user_groups      text[]      NOT NULL,                -- as the user's token had them at hop 0
  user_roles       text[]      NOT NULL,
  asked            text        NOT NULL,                -- rights asked for, canonical JSON
  granted          text        NOT NULL,                -- rights of the token, canonical JSON
  certificate      text        NOT NULL,                -- why granted lies within every ceiling
  user_token       text,                                -- rights that the user's own token allowed
  directory        bytea       NOT NULL REFERENCES directory_version (digest),
  root_key         integer     NOT NULL,
  attestation_key  integer,                             -- none at hop 0, which the root key signs
  blocks           bytea[]     NOT NULL CHECK (cardinality(blocks) > 0), -- since the parent's row
  revocation_ids   bytea[]     NOT NULL CHECK (cardinality(revocation_ids) = cardinality(blocks)),
  issued_at        timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL CHECK (expires_at > issued_at),
  audience         text[]      NOT NULL CHECK (cardinality(audience) > 0),
  max_depth        smallint    NOT NULL CHECK (max_depth BETWEEN depth AND 7),
  purpose          text,
  client_address   text        NOT NULL,
  trace            text        NOT NULL,
  recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((depth = 0) = (parent IS NULL)),
  CHECK ((depth = 0) = (attestation_key IS NULL)),
  -- A parent is of the same chain, and hops are numbered without gaps.
  UNIQUE (id, chain, depth),
  FOREIGN KEY (parent, chain, parent_depth) REFERENCES hop (id, chain, depth)
);

CREATE UNIQUE INDEX hop_first ON hop (chain) WHERE depth = 0;
CREATE INDEX hop_of_chain ON hop (chain, depth);
CREATE INDEX hop_of_user ON hop (user_issuer, user_subject, issued_at);
CREATE INDEX hop_of_actor ON hop (actor, issued_at);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON client_assertion
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hop
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Also where session_replication_role would switch ordinary triggers off.
ALTER TABLE directory_version ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE client_assertion ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE hop ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON directory_version, client_assertion, hop FROM PUBLIC;
GRANT SELECT, INSERT ON directory_version, client_assertion, hop TO deputy_issuer;
GRANT SELECT ON directory_version, client_assertion, hop TO deputy_auditor;
