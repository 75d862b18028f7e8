import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField(verbose_name='from')),
                ('until_date', models.DateField(verbose_name='until and including')),
                ('at', models.DateTimeField(verbose_name='entered at')),
                ('taken_back_at', models.DateTimeField(null=True, verbose_name='taken back at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'indexes': [models.Index(fields=['deputy', 'until_date'], name='absence_by_deputy')],
                'constraints': [models.CheckConstraint(condition=models.Q(('person', models.F('deputy')), _negated=True), name='nobody_is_their_own_deputy'), models.CheckConstraint(condition=models.Q(('until_date__gte', models.F('from_date'))), name='absence_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('taken_back_at__isnull', True)), expressions=[(models.Func(models.F('person'), models.F('person'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('from_date'), models.F('until_date'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_absence_at_a_time')],
            },
        ),
    ]
