"""What left the house stays as it was: letters, their templates, deliveries and answers.

Who drafted a letter, for which case and in which words it began never changes; from its release on
neither does what it says, nor its file. Who answers for a drafter that is a key cannot lie. A
published template is only ever retired. Nothing here is deleted.

Each function says where its tables are: on the caller's search path a temporary table of the same
name would come first.
"""

from django.db import migrations

NOTHING_GOES = """
CREATE FUNCTION removal_letters_stay() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% % stays as it is', TG_TABLE_NAME, OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'letters_stay';
END $$;
CREATE TRIGGER letter_kept BEFORE DELETE ON removal_letter
  FOR EACH ROW EXECUTE FUNCTION removal_letters_stay();
CREATE TRIGGER letter_template_kept BEFORE DELETE ON removal_lettertemplate
  FOR EACH ROW EXECUTE FUNCTION removal_letters_stay();
CREATE TRIGGER letter_delivery_kept BEFORE DELETE ON removal_letterdelivery
  FOR EACH ROW EXECUTE FUNCTION removal_letters_stay();
CREATE TRIGGER letter_answer_kept BEFORE UPDATE OR DELETE ON removal_letteranswer
  FOR EACH ROW EXECUTE FUNCTION removal_letters_stay();
"""
THINGS_GO = """
DROP TRIGGER letter_answer_kept ON removal_letteranswer;
DROP TRIGGER letter_delivery_kept ON removal_letterdelivery;
DROP TRIGGER letter_template_kept ON removal_lettertemplate;
DROP TRIGGER letter_kept ON removal_letter;
DROP FUNCTION removal_letters_stay();
"""

LETTER = """
CREATE FUNCTION removal_letter_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  answers bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END INTO answers
    FROM accounts_user WHERE id = NEW.drafted_by_id;
    IF NEW.responsible_id IS DISTINCT FROM answers THEN
      RAISE EXCEPTION 'user % does not answer for what user % drafts',
        NEW.responsible_id, NEW.drafted_by_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_drafter';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'cancelled' THEN
    RAISE EXCEPTION 'letter % is cancelled', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_is_final';
  END IF;
  IF (NEW.id, NEW.case_id, NEW.number, NEW.round, NEW.kind, NEW.language, NEW.template_id,
      NEW.subject_original, NEW.body_original, NEW.drafted_by_id, NEW.responsible_id,
      NEW.drafted_at)
     IS DISTINCT FROM
     (OLD.id, OLD.case_id, OLD.number, OLD.round, OLD.kind, OLD.language, OLD.template_id,
      OLD.subject_original, OLD.body_original, OLD.drafted_by_id, OLD.responsible_id,
      OLD.drafted_at) THEN
    RAISE EXCEPTION 'how letter % began cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_is_final';
  END IF;
  IF OLD.released_at IS NOT NULL AND
     (NEW.facts, NEW.subject, NEW.body, NEW.released_by_id, NEW.released_at, NEW.pdf, NEW.sha256)
     IS DISTINCT FROM
     (OLD.facts, OLD.subject, OLD.body, OLD.released_by_id, OLD.released_at, OLD.pdf, OLD.sha256)
  THEN
    RAISE EXCEPTION 'letter % is released and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_is_final BEFORE INSERT OR UPDATE ON removal_letter
  FOR EACH ROW EXECUTE FUNCTION removal_letter_is_final();
"""
NO_LETTER = """
DROP TRIGGER letter_is_final ON removal_letter;
DROP FUNCTION removal_letter_is_final();
"""

TEMPLATE = """
CREATE FUNCTION removal_letter_template_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.language, NEW.number, NEW.created_by_id, NEW.created_at)
     IS DISTINCT FROM
     (OLD.id, OLD.kind, OLD.language, OLD.number, OLD.created_by_id, OLD.created_at)
     OR OLD.published_at IS NOT NULL AND
     ((NEW.subject, NEW.body, NEW.note, NEW.published_by_id, NEW.published_at)
      IS DISTINCT FROM
      (OLD.subject, OLD.body, OLD.note, OLD.published_by_id, OLD.published_at)
      OR NEW.state NOT IN ('published', 'retired')
      OR OLD.state = 'retired' AND NEW.state <> 'retired') THEN
    RAISE EXCEPTION 'letter template % is published and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_template_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_template_is_final BEFORE UPDATE ON removal_lettertemplate
  FOR EACH ROW EXECUTE FUNCTION removal_letter_template_is_final();
"""
NO_TEMPLATE = """
DROP TRIGGER letter_template_is_final ON removal_lettertemplate;
DROP FUNCTION removal_letter_template_is_final();
"""

DELIVERY = """
CREATE FUNCTION removal_letter_delivery_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.letter_id, NEW.number, NEW.channel, NEW.address, NEW.source, NEW.contract_id,
      NEW.recorded_by_id, NEW.recorded_at)
     IS DISTINCT FROM
     (OLD.id, OLD.letter_id, OLD.number, OLD.channel, OLD.address, OLD.source, OLD.contract_id,
      OLD.recorded_by_id, OLD.recorded_at)
     OR (OLD.mail_id IS NOT NULL AND NEW.mail_id IS DISTINCT FROM OLD.mail_id)
     OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
     OR (OLD.sha256 <> '' AND (NEW.file, NEW.sha256) IS DISTINCT FROM (OLD.file, OLD.sha256)) THEN
    RAISE EXCEPTION 'how letter delivery % went out cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_delivery_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_delivery_is_final BEFORE UPDATE ON removal_letterdelivery
  FOR EACH ROW EXECUTE FUNCTION removal_letter_delivery_is_final();
"""
NO_DELIVERY = """
DROP TRIGGER letter_delivery_is_final ON removal_letterdelivery;
DROP FUNCTION removal_letter_delivery_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0044_letter_deliveries")]

    operations = [
        migrations.RunSQL(NOTHING_GOES, THINGS_GO),
        migrations.RunSQL(LETTER, NO_LETTER),
        migrations.RunSQL(TEMPLATE, NO_TEMPLATE),
        migrations.RunSQL(DELIVERY, NO_DELIVERY),
    ]
