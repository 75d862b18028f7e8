from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0191_ids_as_they_are")]
    operations = [
        migrations.AddField(
            model_name="invoice",
            name="is_void",
            field=models.BooleanField(
                db_default=False, default=False, help_text="entered by mistake", verbose_name="void"
            ),
        ),
        migrations.AddField(
            model_name="invoicerevision",
            name="is_void",
            field=models.BooleanField(
                db_default=False, default=False, help_text="entered by mistake", verbose_name="void"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="is_void",
            field=models.BooleanField(
                db_default=False, default=False, help_text="entered by mistake", verbose_name="void"
            ),
        ),
        migrations.AddField(
            model_name="paymentrevision",
            name="is_void",
            field=models.BooleanField(
                db_default=False, default=False, help_text="entered by mistake", verbose_name="void"
            ),
        ),
    ]
