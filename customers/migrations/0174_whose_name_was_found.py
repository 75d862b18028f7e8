from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0173_entries_like_too_many")]

    operations = [
        migrations.AddField(
            "screeninghit",
            "whose",
            models.CharField(
                blank=True,
                choices=[
                    ("representative", "legal representative"),
                    ("owner", "beneficial owner"),
                    ("guarantor", "guarantor"),
                ],
                db_default="",
                default="",
                help_text="empty = the customer's own; else who stands behind it",
                max_length=14,
                verbose_name="whose name",
            ),
        ),
    ]
