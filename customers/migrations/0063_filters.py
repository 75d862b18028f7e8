"""Filters by city, registration number and day: an index for each."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0062_search_contacts")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                django.db.models.functions.text.Upper("city"), name="customer_by_city"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                django.db.models.functions.text.Upper("registration_number"),
                name="customer_by_registration",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["since_date"], name="customer_by_since"),
        ),
        # without figures on the new expressions the planner would walk the whole book
        migrations.RunSQL("ANALYZE customers_customer, customers_contact", migrations.RunSQL.noop),
    ]
