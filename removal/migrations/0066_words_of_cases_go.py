"""What is said in cases, in the restricted list and in releases goes with its customer.

These rows never change, except their words while their customer is being erased by a run that two
people approved: see 0061.
"""

from django.db import migrations

HEAD = "LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp"
IS_ERASING = f"""
CREATE FUNCTION removal_is_erasing_check(of_check bigint) RETURNS boolean {HEAD} AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM scoring_creditcheck WHERE id = of_check))
$$;
"""
NOT_ERASING = "DROP FUNCTION removal_is_erasing_check(bigint);"

# trigger, table, what it stands before, whose erasure lets words go, its function
ROWS = (
    ("decision_is_final", "removal_removaldecision", "UPDATE OR DELETE", "_case(OLD.case_id)",
     "removal_row_is_final"),
    ("step_is_final", "removal_casestep", "UPDATE OR DELETE", "_case(OLD.case_id)",
     "removal_row_is_final"),
    ("evidence_is_final", "removal_caseevidence", "UPDATE OR DELETE", "_case(OLD.case_id)",
     "removal_row_is_final"),
    ("extension_is_final", "removal_extension", "UPDATE OR DELETE", "_case(OLD.case_id)",
     "removal_row_is_final"),
    ("step_is_kept", "removal_reductionstep", "UPDATE OR DELETE", "_case(OLD.case_id)",
     "removal_keep_step"),
    ("list_entry_kept", "removal_listentry", "UPDATE OR DELETE", "(OLD.customer_id)",
     "removal_list_entry_kept"),
    ("list_act_is_final", "removal_listentryact", "UPDATE OR DELETE", "_entry(OLD.entry_id)",
     "removal_list_rows_final"),
    ("list_evidence_is_final", "removal_listevidence", "UPDATE OR DELETE", "_entry(OLD.entry_id)",
     "removal_list_rows_final"),
    ("guard_suggestion", "removal_suggestion", "UPDATE", "(OLD.customer_id)",
     "removal_guard_suggestion"),
    ("release_is_final", "scoring_release", "UPDATE OR DELETE", "_check(OLD.check_row_id)",
     "scoring_release_is_final"),
)  # fmt: skip
# what stands before INSERT as well: its condition cannot look at the row before
WHOLE = (
    ("list_appeal_kept", "removal_listappeal", "_entry(OLD.entry_id)", "removal_list_appeal_kept"),
    ("readmission_kept", "removal_readmission", "(OLD.customer_id)", "removal_readmission_kept"),
)


def trigger(name: str, table: str, acts: str, function: str, erasing: str = "") -> str:
    when = f"WHEN (NOT removal_is_erasing{erasing})" if erasing else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {acts} ON {table} FOR EACH ROW {when}"
        f" EXECUTE FUNCTION {function}();\n"
    )


def drop(name: str, table: str) -> str:
    return f"DROP TRIGGER {name} ON {table};\n"


FORWARD = "".join(
    drop(name, table) + trigger(name, table, acts, function, erasing)
    for name, table, acts, erasing, function in ROWS
) + "".join(
    drop(name, table)
    + trigger(name, table, "INSERT OR DELETE", function)
    + trigger(f"{name}_as_it_is", table, "UPDATE", function, erasing)
    for name, table, erasing, function in WHOLE
)
BACK = "".join(
    drop(name, table) + trigger(name, table, acts, function)
    for name, table, acts, erasing, function in ROWS
) + "".join(
    drop(f"{name}_as_it_is", table)
    + drop(name, table)
    + trigger(name, table, "INSERT OR UPDATE OR DELETE", function)
    for name, table, erasing, function in WHOLE
)


class Migration(migrations.Migration):
    dependencies = [
        ("removal", "0065_deadlines_cancel_letters"),
        ("scoring", "0101_feed_restrictions"),
    ]

    operations = [
        migrations.RunSQL(IS_ERASING, NOT_ERASING),
        migrations.RunSQL(FORWARD, BACK),
    ]
