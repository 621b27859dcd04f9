-- What gateways decided, as they delivered it: each batch with the signature over it, each record at
-- its number. Append-only like the rest, and partitioned by the month that it arrived in, which no
-- gateway's clock has a say in.

-- The blocks of tokens that decisions speak of: without what ends a token, so nobody can use them.
CREATE TABLE decision_token (
  digest      bytea       NOT NULL PRIMARY KEY CHECK (digest = sha256(blocks)),
  blocks      bytea       NOT NULL,                     -- fields 1 to 3 of the container
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE decision_batch (
  id             uuid        NOT NULL,
  gateway        text        NOT NULL,
  stream         uuid        NOT NULL,                  -- one numbering of the gateway
  first          bigint      NOT NULL CHECK (first > 0),
  last           bigint      NOT NULL CHECK (last >= first),
  next           bigint      NOT NULL CHECK (next > 0), -- the lowest number that was missing after it
  jws            text        NOT NULL,                  -- as the gateway signed it
  client_address text        NOT NULL,
  trace          text        NOT NULL,
  recorded_at    timestamptz NOT NULL DEFAULT now(),    -- of the transaction: the same for a batch
  PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);

CREATE INDEX decision_batch_next ON decision_batch (gateway, stream, next DESC);

-- The content is the record; the other columns are for finding it, and names in them are cut.
CREATE TABLE decision (
  gateway      text        NOT NULL,
  stream       uuid        NOT NULL,
  number       bigint      NOT NULL CHECK (number > 0),
  batch        uuid        NOT NULL,                    -- the first that brought it
  decided_at   timestamptz NOT NULL,                    -- by the gateway's clock
  verdict      text        NOT NULL CHECK (verdict IN ('allowed', 'denied', 'undecided')),
  reason       text,
  standing     text        NOT NULL CHECK (standing IN ('none', 'unreadable', 'claimed', 'verified')),
  token        bytea       CHECK (length(token) = 32),  -- of its blocks; of all bytes if unreadable
  issuer       text,                                    -- this and the next: claimed, or verified
  chain        uuid,
  hop          uuid,
  user_issuer  text,
  user_subject text,
  agents       text[]      NOT NULL,                    -- the holder of each hop
  servers      text[]      NOT NULL,                    -- of each request
  names        text[]      NOT NULL,                    -- tool, model, skill or path of each request
  route        text,
  trace        text,
  content      text        NOT NULL,                    -- the whole record, JSON in its one form
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (gateway, stream, number, recorded_at),
  FOREIGN KEY (batch, recorded_at) REFERENCES decision_batch (id, recorded_at),
  CHECK ((verdict = 'allowed') = (reason IS NULL)),
  CHECK (verdict <> 'allowed' OR standing = 'verified'),
  CHECK ((standing = 'none') = (token IS NULL)),
  CHECK ((standing IN ('claimed', 'verified')) = (chain IS NOT NULL))
) PARTITION BY RANGE (recorded_at);

CREATE INDEX decision_by_time ON decision (decided_at);
CREATE INDEX decision_of_chain ON decision (chain, decided_at) WHERE chain IS NOT NULL;
CREATE INDEX decision_of_user ON decision (user_issuer, user_subject, decided_at)
  WHERE user_subject IS NOT NULL;
CREATE INDEX decision_of_agents ON decision USING gin (agents);

-- The number of the advisory lock on a stream: its batches are recorded one after another.
CREATE FUNCTION decision_lock(of_gateway text, of_stream uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended('decision ' || of_stream || ' ' || of_gateway, 0)
$$;

-- One record for each number, in whatever partition. An index cannot say so, since it would have to
-- have the time in it. Stricter isolation would not see what was committed during the wait.
CREATE FUNCTION refuse_second_decision() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'decisions are recorded at the isolation level "read committed" only'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(decision_lock(NEW.gateway, NEW.stream));
  IF EXISTS (SELECT FROM decision d
             WHERE d.gateway = NEW.gateway AND d.stream = NEW.stream AND d.number = NEW.number) THEN
    RAISE EXCEPTION 'decision % of stream % of gateway "%" is on record already',
      NEW.number, NEW.stream, NEW.gateway USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER refuse_second BEFORE INSERT ON decision
  FOR EACH ROW EXECUTE FUNCTION refuse_second_decision();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_batch
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_token
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE decision ENABLE ALWAYS TRIGGER refuse_second;
ALTER TABLE decision ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE decision_batch ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE decision_token ENABLE ALWAYS TRIGGER append_only;

-- Makes the partitions of this month, if they are not there, and guards them like their tables:
-- statements that name a partition fire its triggers and not those of the table. Runs as the owner,
-- since the service may not make tables.
CREATE FUNCTION make_decision_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
  parent text;
  part text;
BEGIN
  IF to_regclass('decision' || to_char(month, '_YYYY_MM')) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('decision partitions', 0));
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
END
$$;

-- Nobody's temporary tables come before ours.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION make_decision_partitions() SET search_path = %I, pg_temp',
    current_schema());
END
$$;

-- Waits until the stream can be recorded, and tells the lowest number that it lacks.
CREATE FUNCTION hold_decisions(of_gateway text, of_stream uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM make_decision_partitions();
  PERFORM pg_advisory_xact_lock(decision_lock(of_gateway, of_stream));
  RETURN coalesce(
    (SELECT max(b.next) FROM decision_batch b
     WHERE b.gateway = of_gateway AND b.stream = of_stream), 1);
END
$$;

-- The lowest number from `candidate` that the stream lacks.
CREATE FUNCTION first_missing_decision(of_gateway text, of_stream uuid, candidate bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM decision d WHERE d.gateway = of_gateway AND d.stream = of_stream
                 AND d.number = candidate) THEN
    RETURN candidate;
  END IF;
  RETURN (
    SELECT d.number + 1 FROM decision d
    WHERE d.gateway = of_gateway AND d.stream = of_stream AND d.number >= candidate
      AND NOT EXISTS (SELECT FROM decision e WHERE e.gateway = of_gateway
                      AND e.stream = of_stream AND e.number = d.number + 1)
    ORDER BY d.number LIMIT 1);
END
$$;

SELECT make_decision_partitions();

REVOKE ALL ON FUNCTION make_decision_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_decision_partitions() TO deputy_issuer;
REVOKE ALL ON decision, decision_batch, decision_token FROM PUBLIC;
GRANT SELECT, INSERT ON decision, decision_batch, decision_token TO deputy_issuer;
GRANT SELECT ON decision, decision_batch, decision_token TO deputy_auditor;
