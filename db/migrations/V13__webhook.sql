-- How far the receiver of events was told what is in the log. This table is no record: the service
-- moves it on, and whoever moves it by hand has events told again, or not at all.
CREATE TABLE webhook_position (
  one      boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (one), -- there is one receiver
  leaf     bigint      NOT NULL CHECK (leaf >= 0),       -- the next one to tell of
  told     bigint      NOT NULL DEFAULT 0 CHECK (told >= 0), -- of its decisions, up to this number
  failures integer     NOT NULL DEFAULT 0 CHECK (failures >= 0), -- in a row, of what is due
  retry_at timestamptz                                   -- until then it is left alone
);

REVOKE ALL ON webhook_position FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON webhook_position TO deputy_issuer;
GRANT SELECT ON webhook_position TO deputy_auditor;
