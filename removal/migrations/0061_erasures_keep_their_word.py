"""What an erasure may touch, and what of it never changes.

Letters, what was answered to them and listed persons stay as they are, except while their customer
is being erased by a run that two people approved. Within that transaction the customer's item says
`erasing`; nobody else ever sees it so. Audit payloads go the same way.
"""

from django.db import migrations

HEAD = "LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp"
IS_ERASING = f"""
CREATE FUNCTION removal_is_erasing(of_customer bigint) RETURNS boolean {HEAD} AS $$
  SELECT EXISTS (
    SELECT FROM removal_erasureitem i JOIN removal_erasurerun r ON r.id = i.run_id
    WHERE i.customer_id = of_customer AND i.state = 'erasing' AND r.state = 'approved')
$$;
CREATE FUNCTION removal_is_erasing_case(of_case bigint) RETURNS boolean {HEAD} AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM removal_removalcase WHERE id = of_case))
$$;
CREATE FUNCTION removal_is_erasing_letter(of_letter bigint) RETURNS boolean {HEAD} AS $$
  SELECT removal_is_erasing_case((SELECT case_id FROM removal_letter WHERE id = of_letter))
$$;
CREATE FUNCTION removal_is_erasing_entry(of_entry bigint) RETURNS boolean {HEAD} AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM removal_listentry WHERE id = of_entry))
$$;
"""
NO_IS_ERASING = """
DROP FUNCTION removal_is_erasing_entry(bigint);
DROP FUNCTION removal_is_erasing_letter(bigint);
DROP FUNCTION removal_is_erasing_case(bigint);
DROP FUNCTION removal_is_erasing(bigint);
"""

# trigger, table, what it stands before, the condition while nothing is erased, its function
LETTER = ("letter_is_final", "removal_letter", "INSERT OR UPDATE", "case(NEW.case_id)",
          "removal_letter_is_final")  # fmt: skip
DELIVERY = ("letter_delivery_is_final", "removal_letterdelivery", "UPDATE",
            "letter(OLD.letter_id)", "removal_letter_delivery_is_final")  # fmt: skip
ANSWER = ("letter_answer_kept", "removal_letteranswer", "UPDATE OR DELETE",
          "letter(OLD.letter_id)", "removal_letters_stay")  # fmt: skip
PERSON = ("listed_person_is_final", "removal_listedperson",
          "UPDATE OF entry_id, name, role, reason", "entry(OLD.entry_id)",
          "removal_list_rows_final")  # fmt: skip


def trigger(row: tuple[str, ...], *, with_condition: bool) -> str:
    name, table, acts, erasing, function = row
    when = f"WHEN (NOT removal_is_erasing_{erasing})" if with_condition else ""
    return f"""
DROP TRIGGER {name} ON {table};
CREATE TRIGGER {name} BEFORE {acts} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {function}();
"""


FROZEN = """
CREATE FUNCTION removal_erasure_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN ('done', 'rejected')
     OR (NEW.id, NEW.as_of, NEW.customers, NEW.reason, NEW.proposed_by_id, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.id, OLD.as_of, OLD.customers, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
     OR (OLD.first_by_id IS NOT NULL AND (NEW.first_by_id, NEW.first_at)
        IS DISTINCT FROM (OLD.first_by_id, OLD.first_at))
     OR (OLD.second_by_id IS NOT NULL AND (NEW.second_by_id, NEW.second_at, NEW.run_id)
        IS DISTINCT FROM (OLD.second_by_id, OLD.second_at, OLD.run_id))
     OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'done')) THEN
    RAISE EXCEPTION 'erasure run % is kept as it is', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER erasure_is_kept BEFORE UPDATE OR DELETE ON removal_erasurerun
  FOR EACH ROW EXECUTE FUNCTION removal_erasure_is_kept();

CREATE FUNCTION removal_erasure_item_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' OR EXISTS (
      SELECT FROM removal_erasurerun WHERE id = NEW.run_id
        AND (state <> 'proposed' OR first_by_id IS NOT NULL)) THEN
      RAISE EXCEPTION 'the customers of erasure run % are frozen', NEW.run_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_frozen';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE'
     OR (NEW.id, NEW.run_id, NEW.customer_id, NEW.ended_on, NEW.due_on, NEW.counts)
        IS DISTINCT FROM
        (OLD.id, OLD.run_id, OLD.customer_id, OLD.ended_on, OLD.due_on, OLD.counts)
     OR (OLD.state IN ('erased', 'held', 'dropped') AND NEW.state <> OLD.state)
     OR (NEW.state = 'erasing' AND NOT EXISTS (
       SELECT FROM removal_erasurerun WHERE id = NEW.run_id AND state = 'approved')) THEN
    RAISE EXCEPTION 'customer % of erasure run % is frozen', OLD.customer_id, OLD.run_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_frozen';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER erasure_item_is_kept BEFORE INSERT OR UPDATE OR DELETE ON removal_erasureitem
  FOR EACH ROW EXECUTE FUNCTION removal_erasure_item_is_kept();
"""
NOT_FROZEN = """
DROP TRIGGER erasure_item_is_kept ON removal_erasureitem;
DROP FUNCTION removal_erasure_item_is_kept();
DROP TRIGGER erasure_is_kept ON removal_erasurerun;
DROP FUNCTION removal_erasure_is_kept();
"""

PAYLOADS = """
CREATE FUNCTION removal_payloads_go_by_run() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM listed JOIN audit_event b ON b.id = listed.by_event_id
    WHERE b.object_kind <> 'erasurerun' OR NOT EXISTS (
      SELECT FROM removal_erasureitem i JOIN removal_erasurerun r ON r.id = i.run_id
      WHERE r.id::text = b.object_id AND r.state = 'approved'
        AND i.customer_id = b.customer_id AND i.state = 'erasing')) THEN
    RAISE EXCEPTION 'payloads go by a run that two people approved'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payloads_go_by_run';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER payloads_go_by_run AFTER INSERT ON audit_erasure
  REFERENCING NEW TABLE AS listed FOR EACH STATEMENT
  EXECUTE FUNCTION removal_payloads_go_by_run();
"""
NO_PAYLOADS = """
DROP TRIGGER payloads_go_by_run ON audit_erasure;
DROP FUNCTION removal_payloads_go_by_run();
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0060_retention"), ("audit", "0004_erasures")]

    operations = [
        migrations.RunSQL(IS_ERASING, NO_IS_ERASING),
        *(
            migrations.RunSQL(
                trigger(row, with_condition=True), trigger(row, with_condition=False)
            )
            for row in (LETTER, DELIVERY, ANSWER, PERSON)
        ),
        migrations.RunSQL(FROZEN, NOT_FROZEN),
        migrations.RunSQL(PAYLOADS, NO_PAYLOADS),
    ]
