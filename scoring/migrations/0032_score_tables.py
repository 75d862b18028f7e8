import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0031_region_grades'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoreTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=80, verbose_name='provider')),
                ('direction', models.CharField(choices=[('safer', 'higher is safer'), ('riskier', 'higher is riskier')], default='safer', max_length=8, verbose_name='direction of the scale')),
                ('source', models.CharField(help_text='where it is published', max_length=200, verbose_name='source')),
                ('effective_date', models.DateField(verbose_name='in force from')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'table of scores',
                'verbose_name_plural': 'tables of scores',
                'constraints': [models.UniqueConstraint(fields=('provider', 'effective_date', 'recorded_at'), name='one_score_table_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ScoreTableLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score_from', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='score from')),
                ('default_probability', models.DecimalField(decimal_places=4, max_digits=7, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='probability of default, %')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='scoring.scoretable')),
            ],
            options={
                'verbose_name': 'line of a table of scores',
                'verbose_name_plural': 'lines of tables of scores',
                'constraints': [models.UniqueConstraint(fields=('table', 'score_from'), name='one_score_line_per_bound'), models.CheckConstraint(condition=models.Q(('default_probability__range', (0, 100))), name='score_line_in_range')],
            },
        ),
    ]
