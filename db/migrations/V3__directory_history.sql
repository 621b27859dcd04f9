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
-- alone. So a hop is recorded before a change, or not at all under the version before.
-- Each statement of these functions sees what was committed when it began, so after the wait.
CREATE FUNCTION share_directory(expected bytea) RETURNS boolean -- whether it is in force
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(x'6469726563746f72'::bigint);
  RETURN coalesce(
    (SELECT digest = expected FROM directory_history ORDER BY version DESC LIMIT 1), false);
END
$$;

CREATE FUNCTION hold_directory() RETURNS bigint -- the version in force, 0 for none
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(x'6469726563746f72'::bigint);
  RETURN coalesce((SELECT max(version) FROM directory_history), 0);
END
$$;

-- The tokens that still live, for what a change would take from them.
CREATE INDEX hop_by_expiry ON hop (expires_at);
