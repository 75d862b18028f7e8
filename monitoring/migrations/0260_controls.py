
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0251_plans_keep_their_word'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Control',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name_en', models.CharField(max_length=120)),
                ('name_zh', models.CharField(max_length=120)),
                ('assures_en', models.TextField()),
                ('assures_zh', models.TextField()),
                ('risk_en', models.TextField()),
                ('risk_zh', models.TextField()),
                ('frequency', models.CharField(choices=[('each', 'at each act'), ('daily', 'daily'), ('weekly', 'weekly'), ('monthly', 'monthly'), ('quarterly', 'quarterly'), ('yearly', 'yearly')], max_length=9, verbose_name='frequency')),
                ('is_key', models.BooleanField(default=False, verbose_name='key control')),
                ('attributes', models.JSONField(help_text='what is tested of each item: code, en, zh')),
                ('population', models.SlugField(max_length=40, verbose_name='population')),
                ('is_always_whole', models.BooleanField(default=False, help_text='the sample is the whole population', verbose_name='tested in full')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'control',
                'verbose_name_plural': 'controls',
                'permissions': [('make_evidence_bundle', 'Can take out evidence of a customer or case')],
                'default_permissions': ('view', 'change'),
            },
        ),
        migrations.CreateModel(
            name='ControlTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_date', models.DateField(verbose_name='first day')),
                ('final_date', models.DateField(verbose_name='final day')),
                ('state', models.CharField(choices=[('running', 'running'), ('finished', 'finished, to be signed'), ('signed', 'signed'), ('redrawn', 'drawn anew')], default='running', max_length=8, verbose_name='state')),
                ('method', models.CharField(choices=[('random', 'random, by confidence'), ('judgement', 'random, of a chosen size'), ('all', 'all items')], max_length=9, verbose_name='method')),
                ('confidence', models.PositiveSmallIntegerField(null=True, verbose_name='confidence, %')),
                ('tolerable', models.PositiveSmallIntegerField(null=True, verbose_name='tolerable deviation rate, %')),
                ('population_size', models.PositiveIntegerField(verbose_name='population')),
                ('population_hash', models.CharField(max_length=64, verbose_name='hash of the population')),
                ('sample_size', models.PositiveIntegerField(verbose_name='sample')),
                ('seed', models.CharField(max_length=64, verbose_name='seed')),
                ('drawn_at', models.DateTimeField(verbose_name='drawn at')),
                ('redraw_reason', models.TextField(blank=True, default='', verbose_name='why drawn anew')),
                ('deviations', models.PositiveIntegerField(null=True, verbose_name='deviations')),
                ('judged', models.PositiveIntegerField(null=True, verbose_name='items judged')),
                ('upper_bound', models.DecimalField(decimal_places=6, help_text="of the rate of deviations, at the test's confidence; null = not estimated", max_digits=7, null=True, verbose_name='upper bound')),
                ('conclusion', models.TextField(blank=True, default='', verbose_name='conclusion')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='signed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('control', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tests', to='monitoring.control')),
                ('redraws', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redrawn_as', to='monitoring.controltest')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signed by')),
                ('tester', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tested by')),
            ],
            options={
                'verbose_name': 'control test',
                'verbose_name_plural': 'control tests',
                'permissions': [('sign_controltest', 'Can sign tests of controls that others did')],
                'default_permissions': ('add',),
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='finding')),
                ('text', models.TextField(verbose_name='what was found')),
                ('severity', models.CharField(choices=[('low', 'low'), ('medium', 'medium'), ('high', 'high'), ('critical', 'critical')], max_length=8, verbose_name='severity')),
                ('source', models.CharField(blank=True, default='', max_length=300, verbose_name='seen at')),
                ('cause', models.TextField(blank=True, default='', verbose_name='root cause')),
                ('action', models.TextField(verbose_name='action')),
                ('due_date', models.DateField(verbose_name='due by')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'followed up, to be closed'), ('closed', 'closed')], default='open', max_length=8, verbose_name='state')),
                ('raised_at', models.DateTimeField(verbose_name='raised at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('closing', models.TextField(blank=True, default='', verbose_name='why it is closed')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='raised by')),
                ('retest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retested', to='monitoring.controltest', verbose_name='retest')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'permissions': [('answer_finding', 'Can own findings and follow them up'), ('close_finding', 'Can close findings of others'), ('view_exceptions', 'Can see reports of exceptions')],
                'default_permissions': ('view', 'add'),
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='what was done')),
                ('evidence', models.TextField(blank=True, default='', verbose_name='evidence')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='monitoring.finding')),
            ],
            options={
                'verbose_name': 'follow-up of a finding',
                'verbose_name_plural': 'follow-ups of findings',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PopulationRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('row_id', models.BigIntegerField()),
                ('at', models.DateTimeField(verbose_name='time')),
                ('label', models.CharField(max_length=200, verbose_name='item')),
                ('customer_id', models.BigIntegerField(null=True)),
                ('by_id', models.BigIntegerField(help_text='who performed the control', null=True)),
                ('page_id', models.BigIntegerField(help_text='the id in the address of its page')),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='population', to='monitoring.controltest')),
            ],
            options={
                'verbose_name': 'item of a population',
                'verbose_name_plural': 'items of a population',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SampleItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='place')),
                ('rank', models.CharField(help_text='the hash by which it was drawn', max_length=64)),
                ('outcome', models.CharField(blank=True, choices=[('pass', 'passed'), ('fail', 'deviation'), ('na', 'not applicable')], default='', max_length=4, verbose_name='result')),
                ('results', models.JSONField(default=dict, help_text='attribute → pass, fail or na')),
                ('note', models.TextField(blank=True, default='', verbose_name='note')),
                ('evidence', models.CharField(blank=True, default='', max_length=500, verbose_name='evidence')),
                ('tested_at', models.DateTimeField(null=True, verbose_name='tested at')),
                ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='monitoring.populationrow')),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='monitoring.controltest')),
            ],
            options={
                'verbose_name': 'sample item',
                'verbose_name_plural': 'sample items',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='finding',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='monitoring.sampleitem'),
        ),
        migrations.AddIndex(
            model_name='controltest',
            index=models.Index(fields=['-drawn_at', '-id'], name='control_test_by_time'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.UniqueConstraint(condition=models.Q(('redraws__isnull', True)), fields=('control', 'first_date', 'final_date'), name='one_first_draw_of_a_period'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(('final_date__gte', models.F('first_date'))), name='control_test_of_a_period'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('redraw_reason', ''), ('redraws__isnull', True)), models.Q(('redraws__isnull', False), models.Q(('redraw_reason', ''), _negated=True)), _connector='OR'), name='redrawn_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), models.Q(('signed_by', models.F('tester')), _negated=True), _connector='OR'), name='control_test_signed_by_second_person'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ['running', 'redrawn'])), models.Q(('deviations__isnull', False), ('finished_at__isnull', False), ('judged__isnull', False), ('state__in', ['finished', 'signed']), models.Q(('conclusion', ''), _negated=True)), _connector='OR'), name='control_test_finished_whole'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('signed_by__isnull', False), ('state', 'signed')), models.Q(models.Q(('state', 'signed'), _negated=True), ('signed_by__isnull', True)), _connector='OR'), name='control_test_signed_whole'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(('sample_size__lte', models.F('population_size'))), name='sample_of_population'),
        ),
        migrations.AddConstraint(
            model_name='controltest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confidence__isnull', False), ('method', 'random'), ('tolerable__isnull', False)), ('method__in', ['judgement', 'all']), _connector='OR'), name='random_sample_has_its_confidence'),
        ),
        migrations.AddConstraint(
            model_name='populationrow',
            constraint=models.UniqueConstraint(fields=('test', 'kind', 'row_id'), name='in_population_once'),
        ),
        migrations.AddConstraint(
            model_name='sampleitem',
            constraint=models.UniqueConstraint(fields=('test', 'place'), name='sample_place_once'),
        ),
        migrations.AddConstraint(
            model_name='sampleitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('tested_at__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('tested_at__isnull', False)), _connector='OR'), name='sample_item_tested_whole'),
        ),
        migrations.AddConstraint(
            model_name='sampleitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['fail', 'na']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='deviation_is_told'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['due_date', 'id'], name='finding_by_due_date'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['-raised_at', '-id'], name='finding_by_time'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['owner', 'state'], name='finding_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True), models.Q(('action', ''), _negated=True)), name='finding_is_told'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('closed_by__isnull', True), models.Q(('closed_by', models.F('owner')), _negated=True), _connector='OR'), name='finding_closed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed'), models.Q(('closing', ''), _negated=True), models.Q(('cause', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_by__isnull', True)), _connector='OR'), name='finding_closed_whole'),
        ),
    ]
