"""Search what plans have taught, by parts of any words, as customers are searched."""

from django.db import migrations

INDEX = """
CREATE INDEX plan_lesson_search ON customers_plan
USING gin (customer_grams(customer_search_key(problem, measure_text, lesson)))
WHERE lesson <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0100_mentions_and_follow_up")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX plan_lesson_search")]
