from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("customers", "0161_payments_dishonoured_once")]

    operations = [
        migrations.AddField(
            "marketevent",
            "reported_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                verbose_name="reported by",
                null=True,
                blank=True,
                editable=False,
                on_delete=PROTECT,
                related_name="+",
                db_index=False,
            ),
        ),
    ]
