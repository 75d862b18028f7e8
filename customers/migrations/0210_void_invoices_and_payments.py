from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0192_queues_go_by_id")]
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
