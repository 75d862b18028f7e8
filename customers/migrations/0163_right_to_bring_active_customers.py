from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0162_who_reported_market_events")]

    operations = [
        migrations.AlterModelOptions(
            name="customer",
            options={
                "permissions": [
                    ("view_all_customers", "Can see the customers of every team"),
                    ("bring_active_customer", "Can bring customers that are active from the start"),
                ],
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
            },
        ),
    ]
