from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('customers', '0141_version_of_checklist_lines'),
        ]

    operations = [
        migrations.AddIndex(
            "creditterms", models.Index(fields=["effective_date", "id"], name="terms_by_day")
        ),
        migrations.AddIndex(
            "groupmembership", models.Index(fields=["from_date", "id"], name="membership_by_day")
        ),
    ]
