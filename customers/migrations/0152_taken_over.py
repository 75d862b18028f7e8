import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TAKER = {
    "db_index": False,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
    "verbose_name": "taken over by",
}


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0151_version_of_memberships"),
    ]

    operations = [
        migrations.AddField(
            "admission",
            "taken_over_by",
            models.ForeignKey(
                blank=True,
                help_text="who looks after the request since its asker's work was handed over",
                **TAKER,
            ),
        ),
        migrations.AddField(
            "admission",
            "taken_over_at",
            models.DateTimeField(blank=True, null=True, verbose_name="taken over at"),
        ),
        migrations.AddField(
            "reminderrun",
            "taken_over_by",
            models.ForeignKey(
                help_text="who looks after the drafts since its starter's work was handed over",
                **TAKER,
            ),
        ),
    ]
