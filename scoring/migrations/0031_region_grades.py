import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0030_peer_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegionGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(help_text='two letters, ISO 3166', max_length=2, verbose_name='country')),
                ('region', models.CharField(blank=True, default='', help_text='empty = the whole country', max_length=80, verbose_name='region')),
                ('grade', models.PositiveSmallIntegerField(blank=True, help_text='empty = on the list no longer', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='grade, 1 safest to 5 riskiest')),
                ('source', models.CharField(help_text='the list, and its version', max_length=200, verbose_name='source')),
                ('effective_date', models.DateField(verbose_name='in force from')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'grade of a region',
                'verbose_name_plural': 'grades of regions',
                'constraints': [models.CheckConstraint(condition=models.Q(('grade__isnull', True), ('grade__range', (1, 5)), _connector='OR'), name='region_grade_range'), models.UniqueConstraint(fields=('country', 'region', 'effective_date', 'recorded_at'), name='one_region_grade_at_a_time')],
            },
        ),
    ]
