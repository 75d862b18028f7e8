"""Readings go by these indexes alone, so they hold what is void as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0210_void_invoices_and_payments")]
    operations = [
        migrations.RemoveIndex(model_name="invoice", name="invoice_reading"),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["customer", "invoice_date"],
                include=["id", "due_date", "amount", "base_amount", "recorded_at", "is_void"],
                name="invoice_reading",
            ),
        ),
        migrations.RemoveIndex(model_name="payment", name="payment_reading"),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["customer", "received_date"],
                include=["id", "amount", "base_amount", "recorded_at", "is_void"],
                name="payment_reading",
            ),
        ),
    ]
