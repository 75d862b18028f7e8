import customers.models.imports
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_facts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importfile',
            name='kind',
            field=models.CharField(choices=customers.models.imports.import_kinds, max_length=40, verbose_name='kind'),
        ),
    ]
