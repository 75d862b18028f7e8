from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0140_version_of_screening_lists")]

    operations = [
        migrations.AddField(
            model_name="onboardingitem",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
