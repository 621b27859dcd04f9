-- What was taken back, for good, and who may be minted under it: nobody. Append-only like the rest.

CREATE TABLE revocation (
  cursor         bigint      NOT NULL PRIMARY KEY CHECK (cursor > 0), -- 1, 2, 3, … as committed
  kind           text        NOT NULL CHECK (kind IN ('hop', 'chain', 'user', 'agent', 'signature')),
  hop            uuid,                                  -- this hop and all below it
  chain          uuid,                                  -- every hop of it
  user_issuer    text,                                  -- her chains that began until `through`
  user_subject   text,
  agent          text,                                  -- what it was given until `through`, and all below
  signature      bytea,                                 -- tokens with this block; P-256 with the low S
  through        timestamptz,                           -- by the second that stands in the hop, inclusive
  by_kind        text        NOT NULL CHECK (by_kind IN ('agent', 'user', 'operator', 'issuer')),
  by_issuer      text,                                  -- who vouches for the user or the operator
  by_name        text        NOT NULL,
  purpose        text,                                  -- why, in the words of whoever asked
  client_address text        NOT NULL,
  trace          text        NOT NULL,
  recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((kind = 'hop') = (hop IS NOT NULL)),
  CHECK ((kind = 'chain') = (chain IS NOT NULL)),
  CHECK ((kind = 'user') = (user_issuer IS NOT NULL AND user_subject IS NOT NULL)),
  CHECK ((user_issuer IS NULL) = (user_subject IS NULL)),
  CHECK ((kind = 'agent') = (agent IS NOT NULL)),
  CHECK ((kind = 'signature') = (signature IS NOT NULL)),
  CHECK ((kind IN ('user', 'agent')) = (through IS NOT NULL)),
  CHECK ((by_kind IN ('user', 'operator')) = (by_issuer IS NOT NULL))
);

CREATE UNIQUE INDEX revocation_of_hop ON revocation (hop) WHERE hop IS NOT NULL;
CREATE UNIQUE INDEX revocation_of_chain ON revocation (chain) WHERE chain IS NOT NULL;
CREATE UNIQUE INDEX revocation_of_signature ON revocation (signature) WHERE signature IS NOT NULL;
CREATE INDEX revocation_of_user ON revocation (user_issuer, user_subject, through)
  WHERE user_subject IS NOT NULL;
CREATE INDEX revocation_of_agent ON revocation (agent, through) WHERE agent IS NOT NULL;

-- When the user's token that a chain began with was issued, at hop 0; where it does not say, null.
ALTER TABLE hop ADD COLUMN user_token_at timestamptz;

-- The number of the advisory lock on something that can be revoked. Whoever mints under it holds the
-- lock shared, whoever revokes it exclusively, both until they commit. Two things with one number
-- wait for each other without need, and that is all.
CREATE FUNCTION revocation_lock(kind text, name text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended(kind || ' ' || name, 0)
$$;

-- The hop and those it came from.
CREATE FUNCTION lineage(last uuid) RETURNS TABLE (
  id uuid, chain uuid, depth smallint, actor text, user_issuer text, user_subject text,
  issued_at timestamptz, revocation_ids bytea[])
LANGUAGE sql STABLE ROWS 8 AS $$
  WITH RECURSIVE up AS (
    SELECT h.id, h.parent, h.chain, h.depth, h.actor, h.user_issuer, h.user_subject, h.issued_at,
           h.revocation_ids
    FROM hop h WHERE h.id = last
    UNION ALL
    SELECT h.id, h.parent, h.chain, h.depth, h.actor, h.user_issuer, h.user_subject, h.issued_at,
           h.revocation_ids
    FROM hop h JOIN up ON h.id = up.parent
  )
  SELECT id, chain, depth, actor, user_issuer, user_subject, issued_at, revocation_ids FROM up
$$;

-- The first revocation that a chain of hops falls under, if any. `actors` and `issued` go together.
CREATE FUNCTION revocation_of(
  of_chain uuid, of_issuer text, of_subject text, began timestamptz,
  hops uuid[], actors text[], issued timestamptz[], signatures bytea[]) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$ -- which keeps its plan, as SQL would not
BEGIN
  RETURN (SELECT min(one.cursor) FROM (
    SELECT r.cursor FROM revocation r WHERE r.hop = ANY (hops)
    UNION ALL
    SELECT r.cursor FROM revocation r WHERE r.chain = of_chain
    UNION ALL
    SELECT r.cursor FROM revocation r
    WHERE r.user_issuer = of_issuer AND r.user_subject = of_subject AND r.through >= began
    UNION ALL
    SELECT r.cursor FROM unnest(actors, issued) AS held (actor, at)
    JOIN revocation r ON r.agent = held.actor AND r.through >= held.at
    UNION ALL
    SELECT r.cursor FROM revocation r WHERE r.signature = ANY (signatures)
  ) AS one);
END
$$;

-- The same of a hop on record.
CREATE FUNCTION revocation_of(last uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT revocation_of(
    min(l.chain::text)::uuid, min(l.user_issuer), min(l.user_subject),
    min(l.issued_at) FILTER (WHERE l.depth = 0),
    array_agg(l.id), array_agg(l.actor), array_agg(l.issued_at),
    (SELECT array_agg(s) FROM lineage(last) m, unnest(m.revocation_ids) AS s))
  FROM lineage(last) l
$$;

-- No hop is recorded under a dead ancestor, whoever records it: locks first, then a look at what is
-- revoked. That takes a snapshot of its own for each statement, so stricter isolation is refused.
CREATE FUNCTION refuse_revoked() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  hops uuid[];
  actors text[];
  issued timestamptz[];
  signatures bytea[];
  began timestamptz;
  key bigint;
  dead bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'hops are recorded at the isolation level "read committed" only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  SELECT array_agg(l.id), array_agg(l.actor), array_agg(l.issued_at),
         min(l.issued_at) FILTER (WHERE l.depth = 0)
    INTO hops, actors, issued, began
    FROM lineage(NEW.parent) l;
  SELECT array_agg(s) INTO signatures
    FROM lineage(NEW.parent) l, unnest(l.revocation_ids) AS s;
  hops := hops || NEW.id;
  actors := actors || NEW.actor;
  issued := issued || NEW.issued_at;
  signatures := signatures || NEW.revocation_ids;
  IF NEW.depth = 0 THEN
    -- A login from before her revocation begins no new chain, nor does one that does not say when.
    -- Her issuer's clock may be ahead by as much as the exchange tolerates.
    began := least(NEW.issued_at, coalesce(NEW.user_token_at - interval '30 s', '-infinity'));
  END IF;
  FOR key IN
    SELECT DISTINCT revocation_lock(k, n)
    FROM (VALUES ('chain', NEW.chain::text),
                 ('user', NEW.user_issuer || ' ' || NEW.user_subject),
                 ('signature', '')) AS one (k, n)
    UNION
    SELECT revocation_lock('agent', a) FROM unnest(actors) AS a
    ORDER BY 1
  LOOP
    PERFORM pg_advisory_xact_lock_shared(key);
  END LOOP;
  SELECT revocation_of(
      NEW.chain, NEW.user_issuer, NEW.user_subject, began, hops, actors, issued, signatures)
    INTO dead;
  IF dead IS NOT NULL THEN
    RAISE EXCEPTION 'hop % is refused: revocation % applies to it', NEW.id, dead
      USING ERRCODE = 'RV001';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER refuse_revoked BEFORE INSERT ON hop
  FOR EACH ROW EXECUTE FUNCTION refuse_revoked();
ALTER TABLE hop ENABLE ALWAYS TRIGGER refuse_revoked;

-- What is revoked already is not recorded again. The exclusive lock waits for whoever mints under it;
-- what they recorded is covered, and whoever comes later sees the revocation. Revocations are
-- numbered one at a time, each until it is committed, so numbers have no gaps and a reader that
-- has seen one has seen all before it.
CREATE FUNCTION number_revocation() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  known boolean;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'revocations are recorded at the isolation level "read committed" only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(
    CASE NEW.kind
      WHEN 'hop' THEN revocation_lock('chain',
        coalesce((SELECT h.chain FROM hop h WHERE h.id = NEW.hop), NEW.hop)::text)
      WHEN 'chain' THEN revocation_lock('chain', NEW.chain::text)
      WHEN 'user' THEN revocation_lock('user', NEW.user_issuer || ' ' || NEW.user_subject)
      WHEN 'agent' THEN revocation_lock('agent', NEW.agent)
      WHEN 'signature' THEN revocation_lock('signature', '')
    END);
  -- Clocks of issuers differ: whatever they recorded until now is covered.
  IF NEW.kind = 'user' THEN
    NEW.through := greatest(
      date_trunc('second', clock_timestamp()),
      (SELECT max(h.issued_at) FROM hop h
       WHERE h.user_issuer = NEW.user_issuer AND h.user_subject = NEW.user_subject));
  ELSIF NEW.kind = 'agent' THEN
    NEW.through := greatest(
      date_trunc('second', clock_timestamp()),
      (SELECT max(h.issued_at) FROM hop h WHERE h.actor = NEW.agent));
  END IF;
  PERFORM pg_advisory_xact_lock(revocation_lock('revocation', ''));
  SELECT EXISTS (
    SELECT FROM revocation r
    WHERE r.hop = NEW.hop OR r.chain = NEW.chain OR r.signature = NEW.signature
       OR (r.user_issuer = NEW.user_issuer AND r.user_subject = NEW.user_subject
           AND r.through >= NEW.through)
       OR (r.agent = NEW.agent
           AND NOT EXISTS (SELECT FROM hop h WHERE h.actor = r.agent AND h.issued_at > r.through)))
    INTO known;
  IF known THEN
    RETURN NULL;
  END IF;
  NEW.cursor := 1 + (SELECT coalesce(max(r.cursor), 0) FROM revocation r);
  RETURN NEW;
END
$$;

CREATE TRIGGER number_revocation BEFORE INSERT ON revocation
  FOR EACH ROW EXECUTE FUNCTION number_revocation();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revocation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE revocation ENABLE ALWAYS TRIGGER number_revocation;
ALTER TABLE revocation ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON revocation FROM PUBLIC;
GRANT SELECT, INSERT ON revocation TO deputy_issuer;
GRANT SELECT ON revocation TO deputy_auditor;
