from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("customers", "0165_others_verify_contacts")]

    operations = [
        migrations.AddField(
            "relatedparty",
            "entered_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                verbose_name="entered by",
                null=True,
                blank=True,
                editable=False,
                on_delete=PROTECT,
                related_name="+",
                db_index=False,
            ),
        ),
    ]
