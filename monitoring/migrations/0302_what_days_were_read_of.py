from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0301_causes_of_reviews'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bookday',
            name='source',
            field=models.CharField(choices=[('readings', 'readings of the day'), ('snapshots', "snapshots of the month's end"), ('ledger', 'the ledger, looked up afterwards')], max_length=9, verbose_name='read from'),
        ),
        migrations.AddField(
            model_name='bookday',
            name='read_of',
            field=models.DateField(help_text='of a day that was read; null = of others', null=True, verbose_name='oldest reading'),
        ),
        migrations.AddField(
            model_name='bookday',
            name='moves_since',
            field=models.DateField(help_text='the end of the day since which moves are counted; null = they are not', null=True, verbose_name='moves since'),
        ),
    ]
