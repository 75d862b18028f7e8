"""Cases get a way of stages, so one decision per case no longer says it all.

What was decided and withdrawn so far is set aside for 0035, which writes it as steps.
"""

from django.db import migrations

SET_ASIDE = """
CREATE TABLE removal_former AS
SELECT case_id, outcome AS became, reason, decided_by_id AS by_id, decided_at AS at
FROM removal_removaldecision
UNION ALL
SELECT case_id, 'withdrawn', reason, withdrawn_by_id, withdrawn_at FROM removal_removalwithdrawal;
DROP TRIGGER withdrawal_has_its_case ON removal_removalwithdrawal;
DROP TRIGGER decision_has_its_case ON removal_removaldecision;
DROP TRIGGER case_has_its_decision ON removal_removalcase;
DROP FUNCTION removal_row_checked();
DROP FUNCTION removal_case_checked();
DROP FUNCTION removal_check_case(bigint);
DROP TRIGGER withdrawal_is_final ON removal_removalwithdrawal;
DROP TRIGGER decision_is_final ON removal_removaldecision;
DROP FUNCTION removal_row_is_final();
DROP TRIGGER feed_decided_cases ON removal_removalcase; -- 0037 makes it again
DROP TRIGGER case_is_final ON removal_removalcase;
DROP FUNCTION removal_case_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0032_feed_cases")]

    operations = [
        migrations.RunSQL(SET_ASIDE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="RemovalDecision"),
        migrations.DeleteModel(name="RemovalWithdrawal"),
        migrations.RemoveConstraint(model_name="removalcase", name="one_open_case"),
        migrations.RemoveConstraint(model_name="removalcase", name="case_state"),
        migrations.RemoveConstraint(model_name="removalcase", name="case_closed_with_time"),
    ]
