-- The transparency log: what stands in the record becomes, once and for all, a leaf of a Merkle tree
-- whose root is signed and given away. A row that is changed later does not fit its leaf any more,
-- and a tree that is changed later does not fit the roots that others kept.

-- What is in the record and not yet in the log. Its place is put here by the transaction that inserts
-- the row, so there is no row without one, whoever commits when; and is taken away by the transaction
-- that inserts the leaf, so there is none that is lost. This table is no record: it empties itself.
CREATE TABLE log_queue (
  place bigint NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kind  text   NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),   -- the table
  key   text   NOT NULL CHECK (key ~ '^[!-~]{1,100}$')     -- which row
);

-- The leaves, in their order. An entry says which row it stands for, and the digest of its columns.
CREATE TABLE log_leaf (
  index bigint NOT NULL PRIMARY KEY CHECK (index >= 0),
  place bigint NOT NULL,                                   -- in the queue
  kind  text   NOT NULL,
  key   text   NOT NULL,
  entry text   NOT NULL CHECK (length(entry) < 400)
);

-- Not unique: where a row was taken away and put back, by whoever can, the log shows it twice.
CREATE INDEX log_leaf_of_row ON log_leaf (kind, key, index);

-- The hashes of full tiles, which stand in the tiles above. Those of leaves are made of the entries.
CREATE TABLE log_subtree (
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
  index bigint   NOT NULL CHECK (index >= 0),
  hash  bytea    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, index)
);

-- Every size that the log ever stopped at. Each has one that it follows, and none is followed twice.
CREATE TABLE log_head (
  size        bigint      NOT NULL PRIMARY KEY CHECK (size > 0),
  previous    bigint      UNIQUE REFERENCES log_head (size) CHECK (previous < size), -- none: the first
  root        bytea       NOT NULL CHECK (length(root) = 32),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE UNIQUE INDEX log_head_first ON log_head ((true)) WHERE previous IS NULL;

-- What was signed of it. Only what is committed above is ever signed.
CREATE TABLE log_checkpoint (
  size        bigint      NOT NULL REFERENCES log_head (size),
  log_key     integer     NOT NULL,                        -- the number of the key
  note        text        NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (size, log_key)
);

-- Each place is used up by one leaf, whoever inserts it: so a row becomes a leaf once, and nothing
-- becomes one that was not recorded. Runs as the owner, since nobody else takes from the queue.
CREATE FUNCTION use_up_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  used bigint;
BEGIN
  DELETE FROM log_queue q USING fresh f
  WHERE q.place = f.place AND q.kind = f.kind AND q.key = f.key;
  GET DIAGNOSTICS used = ROW_COUNT;
  IF used <> (SELECT count(*) FROM fresh) THEN
    RAISE EXCEPTION 'a leaf is refused: it stands for nothing that waits for one'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER use_up_places AFTER INSERT ON log_leaf
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION use_up_places();

-- A head follows the newest one, and has every leaf up to its size and none beyond. The lock lets one
-- at a time do this; its number is "log" in hexadecimal.
CREATE FUNCTION follow_head() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  newest bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the log grows at the isolation level "read committed" only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(x'6c6f67'::bigint);
  SELECT max(h.size) INTO newest FROM log_head h;
  IF NEW.previous IS DISTINCT FROM newest
     OR (SELECT count(*) FROM log_leaf l WHERE l.index >= coalesce(newest, 0))
        <> NEW.size - coalesce(newest, 0)
     OR (SELECT max(l.index) FROM log_leaf l) IS DISTINCT FROM NEW.size - 1 THEN
    RAISE EXCEPTION 'head % is refused: it does not follow head % leaf by leaf', NEW.size, newest
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER follow_head BEFORE INSERT ON log_head
  FOR EACH ROW EXECUTE FUNCTION follow_head();

-- Puts a row that was inserted into the queue. Runs as the owner, so that it is done for everybody.
CREATE FUNCTION queue_for_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  key text;
BEGIN
  IF TG_ARGV[0] IN ('hop', 'decision_batch') THEN
    key := NEW.id::text;
  ELSIF TG_ARGV[0] = 'revocation' THEN
    key := NEW.cursor::text;
  ELSIF TG_ARGV[0] = 'directory_version' THEN
    key := encode(NEW.digest, 'hex');
  ELSIF TG_ARGV[0] = 'directory_history' THEN
    key := NEW.version::text;
  ELSE
    key := NEW.number || '/' || NEW.state;
  END IF;
  INSERT INTO log_queue (kind, key) VALUES (TG_ARGV[0], key);
  RETURN NULL;
END
$$;

-- Nobody's temporary tables come before ours.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION use_up_places() SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION queue_for_log() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER queue_for_log AFTER INSERT ON hop
  FOR EACH ROW EXECUTE FUNCTION queue_for_log('hop');
CREATE TRIGGER queue_for_log AFTER INSERT ON revocation
  FOR EACH ROW EXECUTE FUNCTION queue_for_log('revocation');
CREATE TRIGGER queue_for_log AFTER INSERT ON directory_version
  FOR EACH ROW EXECUTE FUNCTION queue_for_log('directory_version');
CREATE TRIGGER queue_for_log AFTER INSERT ON directory_history
  FOR EACH ROW EXECUTE FUNCTION queue_for_log('directory_history');
CREATE TRIGGER queue_for_log AFTER INSERT ON key_event
  FOR EACH ROW EXECUTE FUNCTION queue_for_log('key_event');
-- Of its partitions too, those to come included.
CREATE TRIGGER queue_for_log AFTER INSERT ON decision_batch
  FOR EACH ROW EXECUTE FUNCTION queue_for_log('decision_batch');

-- Also where session_replication_role would switch ordinary triggers off.
ALTER TABLE hop ENABLE ALWAYS TRIGGER queue_for_log;
ALTER TABLE revocation ENABLE ALWAYS TRIGGER queue_for_log;
ALTER TABLE directory_version ENABLE ALWAYS TRIGGER queue_for_log;
ALTER TABLE directory_history ENABLE ALWAYS TRIGGER queue_for_log;
ALTER TABLE key_event ENABLE ALWAYS TRIGGER queue_for_log;
ALTER TABLE decision_batch ENABLE ALWAYS TRIGGER queue_for_log;
ALTER TABLE log_leaf ENABLE ALWAYS TRIGGER use_up_places;
ALTER TABLE log_head ENABLE ALWAYS TRIGGER follow_head;

-- What was there before the log. Making the triggers waited for whoever was writing, and holds off
-- whoever wants to, so these and what comes after are all.
INSERT INTO log_queue (kind, key)
SELECT kind, key FROM (
  SELECT 'key_event' AS kind, number || '/' || state AS key, recorded_at FROM key_event
  UNION ALL SELECT 'directory_version', encode(digest, 'hex'), recorded_at FROM directory_version
  UNION ALL SELECT 'directory_history', version::text, in_force_from FROM directory_history
  UNION ALL SELECT 'hop', id::text, recorded_at FROM hop
  UNION ALL SELECT 'revocation', cursor::text, recorded_at FROM revocation
  UNION ALL SELECT 'decision_batch', id::text, recorded_at FROM decision_batch
) AS before ORDER BY recorded_at, kind, key;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_subtree
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_leaf ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log_subtree ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log_head ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log_checkpoint ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON log_queue, log_leaf, log_subtree, log_head, log_checkpoint FROM PUBLIC;
GRANT SELECT ON log_queue TO deputy_issuer;
GRANT SELECT, INSERT ON log_leaf, log_subtree, log_head, log_checkpoint TO deputy_issuer;
GRANT SELECT ON log_queue, log_leaf, log_subtree, log_head, log_checkpoint TO deputy_auditor;
