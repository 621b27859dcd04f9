-- Runs after the migrations, every time. Where the service has a login of its own, apart from the one
-- that owns the tables, it becomes a member of the role that may insert and read. Nothing is done if
-- it is one already, so an administrator may have granted it before.
DO $$
DECLARE
  service text := '${service}';
BEGIN
  IF service NOT IN (current_user, 'deputy_issuer')
     AND NOT pg_has_role(service, 'deputy_issuer', 'MEMBER') THEN
    EXECUTE format('GRANT deputy_issuer TO %I', service);
  END IF;
END
$$;
