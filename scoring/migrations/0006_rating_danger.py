"""The order of danger as one column: by score, among equal scores by points."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce, Round


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_fill_rated_tier")]
    operations = [
        migrations.AlterField(
            model_name="rating",
            name="points",
            field=models.DecimalField(
                "points",
                decimal_places=4,
                default=-1,
                help_text="uncapped; -1 = never scored",
                max_digits=10,
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="danger",
            field=models.GeneratedField(
                db_persist=True,
                expression=Coalesce(F("score"), Round(F("points"), 1)) * 1_000_000 + F("points"),
                help_text="the order of danger: by score, or by points where there is no score,"
                " and among equal scores by points; one NOT NULL number, so that an index leads"
                " every list",
                output_field=models.DecimalField(decimal_places=4, max_digits=18),
            ),
        ),
        migrations.RemoveIndex(model_name="rating", name="rating_by_points"),
        migrations.RemoveIndex(model_name="rating", name="rating_by_tier"),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["-danger", "customer"], name="rating_by_danger"),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["tier", "-danger", "customer"], name="rating_by_tier"),
        ),
    ]
