from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("removal", "0003_overdue_when_proposed")]

    operations = [
        migrations.AddIndex(
            model_name="removalcase",
            index=models.Index(fields=["proposed_at", "id"], name="case_by_time"),
        ),
    ]
