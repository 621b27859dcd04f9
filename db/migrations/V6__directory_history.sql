-- Which version of the directory was in force, from when, and who said so. The one with the highest
-- number is in force now, and each was until the next one began.
CREATE TABLE directory_history (
  version          bigint      NOT NULL PRIMARY KEY CHECK (version > 0),
  previous         bigint      GENERATED ALWAYS AS (nullif(version - 1, 0)) STORED
                               REFERENCES directory_history (version), -- numbered without gaps
  digest           bytea       NOT NULL REFERENCES directory_version (digest),
  operator_issuer  text,                                 -- none: the file, at a start
  operator_subject text,
  in_force_from    timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((operator_issuer IS NULL) = (operator_subject IS NULL))
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE directory_history ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON directory_history FROM PUBLIC;
GRANT SELECT, INSERT ON directory_history TO deputy_issuer;
GRANT SELECT ON directory_history TO deputy_auditor;

-- Hops and changes of the directory are put in an order by an advisory lock (its number is "directory"
-- in hexadecimal, cut to fit): whoever records a hop shares it, whoever changes the directory has it
-- alone. So a hop is recorded before a change, or not at all under the version before, whoever
-- records it. Each statement of these functions sees what was committed when it began, so after the
-- wait; stricter isolation would not. Fires before "refuse_revoked", in the order of names: everybody
-- takes this lock before the locks on what can be revoked.
CREATE FUNCTION refuse_superseded() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'hops are recorded at the isolation level "read committed" only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock_shared(x'6469726563746f72'::bigint);
  IF NEW.directory IS DISTINCT FROM
     (SELECT h.digest FROM directory_history h ORDER BY h.version DESC LIMIT 1) THEN
    RAISE EXCEPTION 'hop % is refused: the directory that it rests on is not in force', NEW.id
      USING ERRCODE = 'DV001';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER directory_in_force BEFORE INSERT ON hop
  FOR EACH ROW EXECUTE FUNCTION refuse_superseded();
ALTER TABLE hop ENABLE ALWAYS TRIGGER directory_in_force;

-- Whoever changes the directory has it alone from here on, and revokes in the same transaction what
-- the agents hold that the change disables: those of them that were ever given anything. Their locks
-- are taken here, in one order, before a revocation is numbered: whoever else waits for a number has
-- the one lock of what it revokes.
CREATE FUNCTION hold_directory(
  disabled text[],
  OUT version bigint,                                    -- in force, 0 for none
  OUT holders text[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  key bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(x'6469726563746f72'::bigint);
  version := coalesce((SELECT max(h.version) FROM directory_history h), 0);
  SELECT coalesce(array_agg(a ORDER BY a), '{}') INTO holders
    FROM unnest(disabled) AS a WHERE EXISTS (SELECT FROM hop h WHERE h.actor = a);
  FOR key IN SELECT DISTINCT revocation_lock('agent', a) FROM unnest(holders) AS a ORDER BY 1
  LOOP
    PERFORM pg_advisory_xact_lock(key);
  END LOOP;
END
$$;

-- The tokens that still live, for what a change would take from them.
CREATE INDEX hop_by_expiry ON hop (expires_at);
