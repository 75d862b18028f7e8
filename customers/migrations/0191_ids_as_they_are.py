from django.db import migrations

# pressing the ids of two million rows would take longer than all else that notes them
STORE = "ALTER TABLE customers_importedrows ALTER COLUMN ids SET STORAGE {}"


class Migration(migrations.Migration):
    dependencies = [("customers", "0190_changes_without_look_ups")]

    operations = [migrations.RunSQL(STORE.format("EXTERNAL"), STORE.format("EXTENDED"))]
