from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("customers", "0163_right_to_bring_active_customers")]

    operations = [
        migrations.AddField(
            "contact",
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
