from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("customers", "0160_void_second_dishonours")]

    operations = [
        migrations.AddConstraint(
            "dishonouredpayment",
            models.UniqueConstraint(
                fields=["payment"], condition=Q(is_void=False), name="dishonoured_once"
            ),
        ),
    ]
