"""A registered study is never changed nor deleted; a look that was measured keeps its result."""

from django.db import migrations

KEPT = """
CREATE FUNCTION removal_study_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'effect study % was registered and is kept as it is', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'study_is_kept';
END $$;
CREATE TRIGGER removal_study_is_kept BEFORE UPDATE OR DELETE ON removal_effectstudy
  FOR EACH ROW EXECUTE FUNCTION removal_study_is_kept();
CREATE FUNCTION removal_look_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.result IS NOT NULL THEN
    RAISE EXCEPTION 'look % at an effect study is kept as it is', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'look_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER removal_look_is_kept BEFORE UPDATE OR DELETE ON removal_effectlook
  FOR EACH ROW EXECUTE FUNCTION removal_look_is_kept();
"""
GONE = """
DROP TRIGGER removal_look_is_kept ON removal_effectlook;
DROP FUNCTION removal_look_is_kept();
DROP TRIGGER removal_study_is_kept ON removal_effectstudy;
DROP FUNCTION removal_study_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0048_effect_studies")]

    operations = [migrations.RunSQL(KEPT, GONE)]
