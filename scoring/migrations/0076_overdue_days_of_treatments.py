"""How long an invoice may be overdue before orders are held; the first policy says what new ones say."""

from django.db import migrations, models

FILL = """
UPDATE scoring_treatment t SET overdue_days = f.days
FROM (VALUES ('low', 30), ('medium', 15), ('unrated', 5)) f(tier, days)
JOIN scoring_treatmentpolicy p ON p.number = 1 AND p.created_by_id IS NULL
WHERE t.policy_id = p.id AND t.tier = f.tier
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0075_right_to_ask_what_if")]

    operations = [
        migrations.AddField(
            model_name='treatment',
            name='overdue_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='with an invoice overdue for longer, orders are held', verbose_name='days past due that orders may have'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
