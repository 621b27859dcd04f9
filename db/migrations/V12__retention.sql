-- What was deleted because its time was over, and a signed stone where it was. Only whole months of
-- decisions are deleted; the leaves of their batches stay in the log, and each stone says which they
-- were. Whoever deletes has a role of his own: the service cannot.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'deputy_retention') THEN
    CREATE ROLE deputy_retention NOLOGIN;
  END IF;
END
$$;

CREATE TABLE tombstone (
  number      bigint      NOT NULL PRIMARY KEY CHECK (number > 0),
  previous    bigint      GENERATED ALWAYS AS (nullif(number - 1, 0)) STORED
                          REFERENCES tombstone (number), -- numbered without gaps
  month       text        NOT NULL UNIQUE CHECK (month ~ '^[0-9]{4}_(0[1-9]|1[0-2])$'),
  statement   text        NOT NULL,                      -- what was deleted, by whom and why; a JWS
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What lies under a stone. The stone has a digest of it, so it cannot grow or shrink.
CREATE TABLE tombstone_batch (
  leaf      bigint NOT NULL PRIMARY KEY,                  -- of a batch
  tombstone bigint NOT NULL REFERENCES tombstone (number) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX tombstone_batch_of ON tombstone_batch (tombstone, leaf);

CREATE TABLE tombstone_numbers (
  tombstone bigint NOT NULL REFERENCES tombstone (number) DEFERRABLE INITIALLY DEFERRED,
  gateway   text   NOT NULL,
  stream    uuid   NOT NULL,
  first     bigint NOT NULL,                             -- of decisions in a row
  last      bigint NOT NULL CHECK (last >= first),
  next      bigint NOT NULL,                             -- of the stream's batches, the highest
  PRIMARY KEY (gateway, stream, first, tombstone)
);

CREATE TABLE tombstone_chain (
  tombstone bigint NOT NULL REFERENCES tombstone (number) DEFERRABLE INITIALLY DEFERRED,
  chain     uuid   NOT NULL,
  decisions bigint NOT NULL CHECK (decisions > 0),
  PRIMARY KEY (chain, tombstone)
);

CREATE FUNCTION queue_tombstone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO log_queue (kind, key) VALUES ('tombstone', NEW.number::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER queue_for_log AFTER INSERT ON tombstone
  FOR EACH ROW EXECUTE FUNCTION queue_tombstone();
ALTER TABLE tombstone ENABLE ALWAYS TRIGGER queue_for_log;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tombstone
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tombstone_batch
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tombstone_numbers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tombstone_chain
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE tombstone ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE tombstone_batch ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE tombstone_numbers ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE tombstone_chain ENABLE ALWAYS TRIGGER append_only;

-- Writes down what will lie under the next stone. Nobody adds to the month from here on; what was
-- being added is waited for. The deferred keys let this stand only together with the stone.
CREATE FUNCTION prepare_tombstone(of_month text,
  OUT number bigint, OUT starts timestamptz, OUT ends timestamptz,
  OUT batches bigint, OUT decisions bigint)
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  batch_part text := 'decision_batch_' || of_month;
  part text := 'decision_' || of_month;
  leaves bigint;
BEGIN
  IF of_month !~ '^[0-9]{4}_(0[1-9]|1[0-2])$' OR to_regclass(batch_part) IS NULL
     OR to_regclass(part) IS NULL THEN
    RAISE EXCEPTION 'there are no decisions of %', of_month USING ERRCODE = 'no_data_found';
  END IF;
  starts := make_timestamptz(left(of_month, 4)::int, right(of_month, 2)::int, 1, 0, 0, 0, 'UTC');
  ends := (starts AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
  IF ends > now() THEN
    RAISE EXCEPTION 'the month % is not over', of_month USING ERRCODE = 'object_in_use';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('decision partitions', 0));
  EXECUTE format('LOCK TABLE %I, %I IN SHARE MODE', batch_part, part);
  number := 1 + coalesce((SELECT max(t.number) FROM tombstone t), 0);
  EXECUTE format('SELECT count(*) FROM %I', batch_part) INTO batches;
  EXECUTE format('SELECT count(*) FROM %I', part) INTO decisions;
  EXECUTE format('INSERT INTO tombstone_batch (leaf, tombstone)
    SELECT l.index, %s FROM log_leaf l JOIN %I b ON l.kind = ''decision_batch'' AND l.key = b.id::text',
    number, batch_part);
  GET DIAGNOSTICS leaves = ROW_COUNT;
  IF leaves <> batches THEN
    RAISE EXCEPTION 'the log has % of % batches of %', leaves, batches, of_month
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  EXECUTE format('INSERT INTO tombstone_numbers (tombstone, gateway, stream, first, last, next)
    SELECT %s, n.gateway, n.stream, min(n.number), max(n.number),
      (SELECT max(b.next) FROM %I b WHERE b.gateway = n.gateway AND b.stream = n.stream)
    FROM (SELECT d.gateway, d.stream, d.number, d.number - row_number() OVER (
            PARTITION BY d.gateway, d.stream ORDER BY d.number) AS island FROM %I d) n
    GROUP BY n.gateway, n.stream, n.island', number, batch_part, part);
  EXECUTE format('INSERT INTO tombstone_chain (tombstone, chain, decisions)
    SELECT %s, d.chain, count(*) FROM %I d WHERE d.chain IS NOT NULL GROUP BY d.chain',
    number, part);
END
$$;

-- Sets the stone and deletes the month, in the transaction that prepared it.
CREATE FUNCTION bury_decisions(of_number bigint, of_month text, of_statement text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  batch_part text := 'decision_batch_' || of_month;
  part text := 'decision_' || of_month;
  batches bigint;
  decisions bigint;
BEGIN
  INSERT INTO tombstone (number, month, statement) VALUES (of_number, of_month, of_statement);
  LOCK TABLE decision_batch, decision IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('SELECT count(*) FROM %I', batch_part) INTO batches;
  EXECUTE format('SELECT count(*) FROM %I', part) INTO decisions;
  IF batches <> (SELECT count(*) FROM tombstone_batch t WHERE t.tombstone = of_number)
     OR decisions <> (SELECT coalesce(sum(t.last - t.first + 1), 0) FROM tombstone_numbers t
                      WHERE t.tombstone = of_number) THEN
    RAISE EXCEPTION 'nothing is deleted: tombstone % was not prepared for %', of_number, of_month
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  EXECUTE format('DROP TABLE %I', part);
  EXECUTE format('ALTER TABLE decision_batch DETACH PARTITION %I', batch_part);
  EXECUTE format('DROP TABLE %I', batch_part);
END
$$;

-- As before, and for the next month too: it is there before its first decision is.
CREATE OR REPLACE FUNCTION make_decision_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  this timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
  month timestamp;
  parent text;
  part text;
BEGIN
  IF to_regclass('decision' || to_char(this, '_YYYY_MM')) IS NOT NULL
     AND to_regclass('decision' || to_char(this + interval '1 month', '_YYYY_MM')) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('decision partitions', 0));
  FOREACH month IN ARRAY ARRAY[this, this + interval '1 month'] LOOP
    FOREACH parent IN ARRAY ARRAY['decision_batch', 'decision'] LOOP
      part := parent || to_char(month, '_YYYY_MM');
      IF to_regclass(part) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
          month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
          'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', part);
        IF parent = 'decision' THEN
          EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_second', part);
        END IF;
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', part);
        EXECUTE format('GRANT SELECT ON %I TO deputy_auditor', part);
      END IF;
    END LOOP;
  END LOOP;
END
$$;

-- Nobody's temporary tables come before ours.
DO $$
DECLARE
  of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['queue_tombstone()', 'prepare_tombstone(text)',
      'bury_decisions(bigint, text, text)', 'make_decision_partitions()'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', of, current_schema());
  END LOOP;
END
$$;

SELECT make_decision_partitions();

-- As before; what was deleted was there, so a stream goes on where it was.
CREATE OR REPLACE FUNCTION hold_decisions(of_gateway text, of_stream uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM make_decision_partitions();
  PERFORM pg_advisory_xact_lock(decision_lock(of_gateway, of_stream));
  RETURN greatest(1,
    (SELECT max(b.next) FROM decision_batch b
     WHERE b.gateway = of_gateway AND b.stream = of_stream),
    (SELECT max(t.next) FROM tombstone_numbers t
     WHERE t.gateway = of_gateway AND t.stream = of_stream));
END
$$;

CREATE OR REPLACE FUNCTION first_missing_decision(
  of_gateway text, of_stream uuid, candidate bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  missing bigint := candidate;
  buried bigint;
BEGIN
  LOOP
    IF EXISTS (SELECT FROM decision d WHERE d.gateway = of_gateway AND d.stream = of_stream
               AND d.number = missing) THEN
      missing := (
        SELECT d.number + 1 FROM decision d
        WHERE d.gateway = of_gateway AND d.stream = of_stream AND d.number >= missing
          AND NOT EXISTS (SELECT FROM decision e WHERE e.gateway = of_gateway
                          AND e.stream = of_stream AND e.number = d.number + 1)
        ORDER BY d.number LIMIT 1);
    END IF;
    SELECT max(t.last) + 1 INTO buried FROM tombstone_numbers t
    WHERE t.gateway = of_gateway AND t.stream = of_stream AND missing BETWEEN t.first AND t.last;
    IF buried IS NULL THEN
      RETURN missing;
    END IF;
    missing := buried;
  END LOOP;
END
$$;

REVOKE ALL ON FUNCTION queue_tombstone(), prepare_tombstone(text),
  bury_decisions(bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prepare_tombstone(text), bury_decisions(bigint, text, text)
  TO deputy_retention;
REVOKE ALL ON tombstone, tombstone_batch, tombstone_numbers, tombstone_chain FROM PUBLIC;
GRANT SELECT ON tombstone, tombstone_batch, tombstone_numbers, tombstone_chain
  TO deputy_issuer, deputy_auditor, deputy_retention;
GRANT SELECT ON log_leaf, log_checkpoint TO deputy_retention;
