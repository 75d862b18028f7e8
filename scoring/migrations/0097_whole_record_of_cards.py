from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0096_deposits_of_credit_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='scorecardversion',
            name='owner',
            field=models.TextField(blank=True, db_default='', default='', help_text='who answers for it: a person or an office, not the author of this version', verbose_name='responsible owner'),
        ),
        migrations.AddField(
            model_name='scorecardversion',
            name='materiality',
            field=models.TextField(blank=True, db_default='', default='', help_text='how much depends on it: exposure it scores, and what follows from its tiers', verbose_name='materiality'),
        ),
        migrations.AddField(
            model_name='scorecardversion',
            name='lineage',
            field=models.TextField(blank=True, db_default='', default='', help_text='which data it reads, from which systems, and on what grounds they are used', verbose_name='data lineage'),
        ),
        migrations.AddField(
            model_name='scorecardversion',
            name='validation',
            field=models.TextField(db_default='', default='', help_text='what the second person checked and challenged; the reason for publishing it', verbose_name='independent validation'),
        ),
    ]
