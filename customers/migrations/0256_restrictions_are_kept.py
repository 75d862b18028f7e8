"""A restriction says for good what it said; it is only lifted, once, and never deleted.

Its customer may become another by a merge. The kinds of service to begin with come along.
"""

from django.db import migrations

KEPT = """
CREATE FUNCTION customers_keep_restriction() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.lifted_at IS NOT NULL AND NEW.lifted_at IS DISTINCT FROM OLD.lifted_at
    OR (OLD.kind, OLD.value, OLD.period_days, OLD.service_id, OLD.from_date, OLD.until_date,
        OLD.source_kind, OLD.source_id, OLD.recorded_at)
      IS DISTINCT FROM (NEW.kind, NEW.value, NEW.period_days, NEW.service_id, NEW.from_date,
        NEW.until_date, NEW.source_kind, NEW.source_id, NEW.recorded_at)
  THEN
    RAISE EXCEPTION 'credit restriction % is written once and only lifted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'restriction_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER restriction_is_kept BEFORE UPDATE OR DELETE ON customers_creditrestriction
  FOR EACH ROW EXECUTE FUNCTION customers_keep_restriction();
"""
NOT_KEPT = """
DROP TRIGGER restriction_is_kept ON customers_creditrestriction;
DROP FUNCTION customers_keep_restriction();
"""
KINDS = """
INSERT INTO customers_servicekind (code, name_en, name_zh, is_active, version) VALUES
  ('goods', 'Goods on account', '赊销供货', true, 1),
  ('services', 'Services', '服务', true, 1),
  ('support', 'Maintenance and support', '维护与支持', true, 1),
  ('drawdown', 'Drawing on a credit line', '授信提款', true, 1)
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0255_credit_restrictions")]

    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(KINDS, migrations.RunSQL.noop),
    ]
