"""Customers are found by whom one speaks with there: name, e-mail, phone, WeChat."""

import django.db.models.expressions
from django.db import migrations, models

INDEX = """
CREATE INDEX contact_search ON customers_contact
USING gin (search_grams(search_key)) WITH (fastupdate = on)
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0061_search_registration_numbers")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.Func(
                    models.F("name"),
                    models.F("email"),
                    models.F("phone"),
                    models.F("wechat"),
                    function="search_lines",
                ),
                help_text="what search looks at: letters and digits only, lower case, one line per field",
                output_field=models.TextField(),
            ),
        ),
        migrations.RunSQL(INDEX, "DROP INDEX contact_search"),
    ]
