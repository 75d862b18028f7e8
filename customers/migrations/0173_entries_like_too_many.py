from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0172_customers_like_too_many")]

    operations = [
        migrations.AddField(
            "screeningentry",
            "is_cut",
            models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="its names are like more customers than are looked at",
            ),
        ),
    ]
