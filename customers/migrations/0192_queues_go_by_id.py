from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0191_ids_as_they_are")]

    operations = [
        migrations.AlterField("customerchange", "recorded_at", models.DateTimeField()),
        migrations.AlterField("receivablechange", "recorded_at", models.DateTimeField()),
    ]
