"""What no service can be trusted with alone: who asked, and who answers for it, cannot release.

`asked_by` and `responsible` of a release cannot lie (composite key to the check), so the CHECKs
`released_by <> asked_by` and `released_by <> responsible` bind. Nor can `responsible` of a check:
it is who asked, or the person who answers for the service user that asked. What a check was
answered never changes; whose it is may, by a merge, and whether it waits.
"""

from django.db import migrations

SECOND_PERSON = """
ALTER TABLE scoring_release ADD CONSTRAINT release_of_the_asker
  FOREIGN KEY (check_row_id, asked_by_id, responsible_id)
  REFERENCES scoring_creditcheck (id, asked_by_id, responsible_id);

CREATE FUNCTION scoring_check_answerable() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  answers bigint;
BEGIN
  SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END INTO answers
  FROM accounts_user WHERE id = NEW.asked_by_id;
  IF NEW.responsible_id IS DISTINCT FROM answers THEN
    RAISE EXCEPTION 'user % does not answer for what user % asks',
      NEW.responsible_id, NEW.asked_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_asker';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_answerable BEFORE INSERT ON scoring_creditcheck
  FOR EACH ROW EXECUTE FUNCTION scoring_check_answerable();

CREATE FUNCTION scoring_check_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF to_jsonb(NEW) - 'customer_id' - 'reference' - 'waits'
     IS DISTINCT FROM to_jsonb(OLD) - 'customer_id' - 'reference' - 'waits' THEN
    RAISE EXCEPTION 'what credit check % was answered cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_is_final BEFORE UPDATE ON scoring_creditcheck
  FOR EACH ROW EXECUTE FUNCTION scoring_check_is_final();

CREATE FUNCTION scoring_release_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the release of credit check % cannot be changed', OLD.check_row_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'release_is_final';
END $$;
CREATE TRIGGER release_is_final BEFORE UPDATE OR DELETE ON scoring_release
  FOR EACH ROW EXECUTE FUNCTION scoring_release_is_final();
"""
ONE_PERSON = """
DROP TRIGGER release_is_final ON scoring_release;
DROP FUNCTION scoring_release_is_final();
DROP TRIGGER check_is_final ON scoring_creditcheck;
DROP FUNCTION scoring_check_is_final();
DROP TRIGGER check_answerable ON scoring_creditcheck;
DROP FUNCTION scoring_check_answerable();
ALTER TABLE scoring_release DROP CONSTRAINT release_of_the_asker;
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0077_credit_checks")]

    operations = [migrations.RunSQL(SECOND_PERSON, ONE_PERSON)]
