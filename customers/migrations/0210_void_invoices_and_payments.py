from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0181_groups_end_with_a_reason")]
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
