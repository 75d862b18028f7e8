from django.db import migrations, models

DISPUTED = models.DecimalField(
    decimal_places=2, help_text='part of the exposure; null = a rate is not known', max_digits=22,
    null=True, verbose_name='open amount in dispute',
)
COVERED = models.DecimalField(
    decimal_places=2, help_text='part of what is overdue; null = a rate is not known',
    max_digits=22, null=True, verbose_name='overdue, but covered by unused payments',
)


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0082_guard_treatment_policies'),
    ]

    operations = [
        migrations.AddField(model_name='reading', name='disputed', field=DISPUTED.clone()),
        migrations.AddField(model_name='reading', name='covered', field=COVERED.clone()),
        migrations.AddField(model_name='snapshot', name='disputed', field=DISPUTED.clone()),
        migrations.AddField(model_name='snapshot', name='covered', field=COVERED.clone()),
    ]
