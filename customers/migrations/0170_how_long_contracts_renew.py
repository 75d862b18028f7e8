from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('customers', '0167_others_verify_related_parties'),
        ]

    operations = [
        migrations.AddField(
            "contract",
            "renewal_months",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="null = not known; the last day of one that renews itself is then not moved",
                null=True,
                verbose_name="renews by, months",
            ),
        ),
    ]
