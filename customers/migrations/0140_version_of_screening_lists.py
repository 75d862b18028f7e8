from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('customers', '0133_checkers_do_not_admit'),
        ]

    operations = [
        migrations.AddField(
            model_name="screeninglist",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
