"""Customers are found by their registration numbers too.

The column keeps its name and stays readable for the release before, which only searches slower.
"""

import django.db.models.expressions
from django.db import migrations, models

EXPRESSION = "ALTER TABLE customers_customer ALTER COLUMN search_key SET EXPRESSION AS ({})"
NOW = EXPRESSION.format("search_lines(name, other_name, number, registration_number)")
FORMER = EXPRESSION.format("customer_search_key(name, other_name, number)")
INDEX = """
CREATE INDEX customer_search ON customers_customer
USING gin ({}(search_key)) WITH (fastupdate = on)
"""
DROP_INDEX = "DROP INDEX customer_search"


class Migration(migrations.Migration):
    dependencies = [("customers", "0060_search_functions")]

    operations = [
        migrations.RunSQL(DROP_INDEX, INDEX.format("customer_grams")),
        migrations.RunSQL(
            NOW,
            FORMER,
            state_operations=[
                migrations.AlterField(
                    model_name="customer",
                    name="search_key",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.Func(
                            models.F("name"),
                            models.F("other_name"),
                            models.F("number"),
                            models.F("registration_number"),
                            function="search_lines",
                        ),
                        help_text="what search looks at: letters and digits only, lower case, one line per field",
                        output_field=models.TextField(),
                    ),
                )
            ],
        ),
        migrations.RunSQL(INDEX.format("search_grams"), DROP_INDEX),
    ]
