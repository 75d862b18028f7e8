from django.db import migrations

FILL = "UPDATE scoring_rating SET card_tier = tier WHERE card_tier <> tier"


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0010_overrides'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
