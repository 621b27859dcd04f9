-- For whoever searches the record: each order that results come in, for each thing that is searched
-- by. What is combined is found by one of these and looked at one by one.

CREATE INDEX hop_first_by_time ON hop (issued_at, id) WHERE depth = 0;
CREATE INDEX hop_of_subject ON hop (user_subject, issued_at, id);
CREATE INDEX hop_of_actor_by_expiry ON hop (actor, expires_at);
CREATE INDEX decision_of_subject ON decision (user_subject, decided_at)
  WHERE user_subject IS NOT NULL;
CREATE INDEX decision_of_reason ON decision (reason, decided_at) WHERE reason IS NOT NULL;
CREATE INDEX decision_of_names ON decision USING gin (names);
