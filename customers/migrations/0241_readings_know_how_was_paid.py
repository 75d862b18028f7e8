"""Readings of payments go by this index alone, so it holds currency, method and payer as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0240_loss_rates")]
    operations = [
        migrations.RemoveIndex(model_name="payment", name="payment_reading"),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["customer", "received_date"],
                include=[
                    "id", "amount", "currency", "base_amount", "method", "payer", "recorded_at",
                    "is_void",
                ],
                name="payment_reading",
            ),
        ),
    ]  # fmt: skip
