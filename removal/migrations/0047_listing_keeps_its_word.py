"""What no service can be trusted with alone about the restricted list.

An entry changes by its acts alone: each version of it has an act of that number, which is looked at
when the transaction ends. What was proposed never changes (but for whom a merge makes of the
customer), an entry never lasts longer than it did, and what has ended stays so. Who proposed or
approved an entry decides no appeal against it and does not readmit its customer.
"""

from django.db import migrations

HEAD = "LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$"

ENTRY = f"""
CREATE FUNCTION removal_list_entry_term() RETURNS trigger {HEAD}
BEGIN
  IF NEW.expires_on > (NEW.proposed_at + make_interval(years => NEW.most_years, days => 1))::date THEN
    RAISE EXCEPTION 'list entry % would last longer than % years', NEW.id, NEW.most_years
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listed_no_longer_than_allowed';
  END IF;
  IF NEW.responsible_id IS DISTINCT FROM (
    SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END
    FROM accounts_user WHERE id = NEW.proposed_by_id
  ) THEN
    RAISE EXCEPTION 'user % does not answer for what user % proposes',
      NEW.responsible_id, NEW.proposed_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_list_entry';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER list_entry_term BEFORE INSERT ON removal_listentry
  FOR EACH ROW EXECUTE FUNCTION removal_list_entry_term();

CREATE FUNCTION removal_list_entry_kept() RETURNS trigger {HEAD}
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'list entry % is kept', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_is_kept';
  END IF;
  IF (NEW.id, NEW.case_id, NEW.reason_class, NEW.reason, NEW.covers_company, NEW.most_years,
      NEW.proposed_by_id, NEW.responsible_id, NEW.proposed_at)
     IS DISTINCT FROM
     (OLD.id, OLD.case_id, OLD.reason_class, OLD.reason, OLD.covers_company, OLD.most_years,
      OLD.proposed_by_id, OLD.responsible_id, OLD.proposed_at)
     OR (OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id, NEW.decided_at)
         IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at)) THEN
    RAISE EXCEPTION 'what was proposed and decided of list entry % cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_is_final';
  END IF;
  IF NEW.expires_on > OLD.expires_on THEN
    RAISE EXCEPTION 'list entry % cannot be made longer', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_only_shortened';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('proposed', 'active'), ('proposed', 'rejected'), ('active', 'expired'), ('active', 'lifted')
  ) OR OLD.state IN ('expired', 'lifted', 'rejected') AND
    (NEW.bars, NEW.review_date, NEW.expires_on, NEW.closed_at, NEW.version)
    IS DISTINCT FROM (OLD.bars, OLD.review_date, OLD.expires_on, OLD.closed_at, OLD.version) THEN
    RAISE EXCEPTION 'list entry % cannot go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_way';
  END IF;
  IF NEW.version = OLD.version AND
     (NEW.state, NEW.bars, NEW.review_date, NEW.review_raised_date, NEW.expires_on)
     IS DISTINCT FROM
     (OLD.state, OLD.bars, OLD.review_date, OLD.review_raised_date, OLD.expires_on) THEN
    RAISE EXCEPTION 'list entry % changes by its acts alone', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_has_its_act';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER list_entry_kept BEFORE UPDATE OR DELETE ON removal_listentry
  FOR EACH ROW EXECUTE FUNCTION removal_list_entry_kept();

CREATE FUNCTION removal_list_entry_has_act() RETURNS trigger {HEAD}
BEGIN
  IF NOT EXISTS (SELECT FROM removal_listentryact
                 WHERE entry_id = NEW.id AND number = NEW.version) THEN
    RAISE EXCEPTION 'version % of list entry % has no act', NEW.version, NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_has_its_act';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER list_entry_has_act AFTER INSERT OR UPDATE ON removal_listentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_list_entry_has_act();

CREATE FUNCTION removal_list_rows_final() RETURNS trigger {HEAD}
BEGIN
  RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'list_rows_are_final';
END $$;
CREATE TRIGGER list_act_is_final BEFORE UPDATE OR DELETE ON removal_listentryact
  FOR EACH ROW EXECUTE FUNCTION removal_list_rows_final();
CREATE TRIGGER list_evidence_is_final BEFORE UPDATE OR DELETE ON removal_listevidence
  FOR EACH ROW EXECUTE FUNCTION removal_list_rows_final();
CREATE TRIGGER listed_person_is_kept BEFORE DELETE ON removal_listedperson
  FOR EACH ROW EXECUTE FUNCTION removal_list_rows_final();
CREATE TRIGGER listed_person_is_final
  BEFORE UPDATE OF entry_id, name, role, reason ON removal_listedperson
  FOR EACH ROW EXECUTE FUNCTION removal_list_rows_final();

-- reviews, too, are somebody else's: who proposed an entry keeps, shortens and lifts none
CREATE FUNCTION removal_list_act_by_another() RETURNS trigger {HEAD}
BEGIN
  IF NEW.act IN ('approved', 'rejected', 'kept', 'shortened', 'eased', 'lifted') AND EXISTS (
    SELECT FROM removal_listentry WHERE id = NEW.entry_id
      AND NEW.by_id IN (proposed_by_id, responsible_id)
  ) THEN
    RAISE EXCEPTION 'list entry % is decided on by who proposed it', NEW.entry_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_act_by_second_person';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER list_act_by_another BEFORE INSERT ON removal_listentryact
  FOR EACH ROW EXECUTE FUNCTION removal_list_act_by_another();

CREATE TRIGGER feed_list_entries AFTER UPDATE OF state ON removal_listentry
  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION scoring_feed_row('list');
"""
NO_ENTRY = """
DROP TRIGGER feed_list_entries ON removal_listentry;
DROP TRIGGER list_act_by_another ON removal_listentryact;
DROP FUNCTION removal_list_act_by_another();
DROP TRIGGER listed_person_is_final ON removal_listedperson;
DROP TRIGGER listed_person_is_kept ON removal_listedperson;
DROP TRIGGER list_evidence_is_final ON removal_listevidence;
DROP TRIGGER list_act_is_final ON removal_listentryact;
DROP FUNCTION removal_list_rows_final();
DROP TRIGGER list_entry_has_act ON removal_listentry;
DROP FUNCTION removal_list_entry_has_act();
DROP TRIGGER list_entry_kept ON removal_listentry;
DROP FUNCTION removal_list_entry_kept();
DROP TRIGGER list_entry_term ON removal_listentry;
DROP FUNCTION removal_list_entry_term();
"""

APPEAL = f"""
CREATE FUNCTION removal_list_appeal_kept() RETURNS trigger {HEAD}
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF OLD.state IN ('upheld', 'partly', 'dismissed') THEN
      RAISE EXCEPTION 'appeal % is decided', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'list_appeal_is_final';
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.entry_id, NEW.appellant, NEW.statement, NEW.received_date,
        NEW.acknowledge_by_date, NEW.answer_by_date)
       IS DISTINCT FROM (OLD.entry_id, OLD.appellant, OLD.statement, OLD.received_date,
        OLD.acknowledge_by_date, OLD.answer_by_date) THEN
      RAISE EXCEPTION 'what came with appeal % and its deadlines are kept', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'list_appeal_is_kept';
    END IF;
  END IF;
  IF NEW.decided_by_id IS NOT NULL AND EXISTS (
    SELECT FROM removal_listentry WHERE id = NEW.entry_id
      AND NEW.decided_by_id IN (proposed_by_id, responsible_id, decided_by_id)
  ) THEN
    RAISE EXCEPTION 'appeal % is decided by who had a part in the entry', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_appeal_by_another_reviewer';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER list_appeal_kept BEFORE INSERT OR UPDATE OR DELETE ON removal_listappeal
  FOR EACH ROW EXECUTE FUNCTION removal_list_appeal_kept();
"""
NO_APPEAL = """
DROP TRIGGER list_appeal_kept ON removal_listappeal;
DROP FUNCTION removal_list_appeal_kept();
"""

READMISSION = f"""
CREATE FUNCTION removal_readmission_kept() RETURNS trigger {HEAD}
BEGIN
  IF TG_OP = 'INSERT' AND NEW.responsible_id IS DISTINCT FROM (
    SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END
    FROM accounts_user WHERE id = NEW.requested_by_id
  ) THEN
    RAISE EXCEPTION 'user % does not answer for what user % asks',
      NEW.responsible_id, NEW.requested_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_readmission';
  END IF;
  IF TG_OP <> 'INSERT' THEN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'waiting' AND NEW.customer_id = OLD.customer_id)
       OR (NEW.checklist_id, NEW.answers, NEW.summary, NEW.requested_by_id, NEW.responsible_id)
       IS DISTINCT FROM
       (OLD.checklist_id, OLD.answers, OLD.summary, OLD.requested_by_id, OLD.responsible_id) THEN
      RAISE EXCEPTION 'readmission % is decided, or what was asked is kept', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'readmission_is_final';
    END IF;
  END IF;
  IF NEW.state = 'approved' AND EXISTS (
    SELECT FROM removal_listentry WHERE id = NEW.entry_id
      AND NEW.decided_by_id IN (proposed_by_id, responsible_id)
  ) THEN
    RAISE EXCEPTION 'readmission % is decided by who proposed the entry', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'readmitted_by_another_than_listed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER readmission_kept BEFORE INSERT OR UPDATE OR DELETE ON removal_readmission
  FOR EACH ROW EXECUTE FUNCTION removal_readmission_kept();

CREATE FUNCTION removal_checklist_kept() RETURNS trigger {HEAD}
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.number, NEW.criteria, NEW.proposed_by_id, NEW.proposed_at)
     IS DISTINCT FROM (OLD.number, OLD.criteria, OLD.proposed_by_id, OLD.proposed_at) THEN
    RAISE EXCEPTION 'checklist % never changes: propose another version', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'checklist_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER checklist_kept BEFORE UPDATE OR DELETE ON removal_readmissionchecklist
  FOR EACH ROW EXECUTE FUNCTION removal_checklist_kept();
"""
NO_READMISSION = """
DROP TRIGGER checklist_kept ON removal_readmissionchecklist;
DROP FUNCTION removal_checklist_kept();
DROP TRIGGER readmission_kept ON removal_readmission;
DROP FUNCTION removal_readmission_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0046_listing"), ("scoring", "0079_feed_of_credit_changes")]

    operations = [
        migrations.RunSQL(ENTRY, NO_ENTRY),
        migrations.RunSQL(APPEAL, NO_APPEAL),
        migrations.RunSQL(READMISSION, NO_READMISSION),
    ]
