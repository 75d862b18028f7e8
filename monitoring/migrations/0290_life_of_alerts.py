"""Who takes an alert until when, what puts it off, where it goes, and what it led to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0025_limits_of_rights'),
        ('customers', '0256_restrictions_are_kept'),
        ('monitoring', '0281_alert_rules_in_versions'),
        ('removal', '0067_studies_of_reductions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertBreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deadline', models.CharField(choices=[('acknowledge', 'to acknowledge'), ('decide', 'to close with an outcome')], max_length=12, verbose_name='deadline')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('noticed_at', models.DateTimeField(verbose_name='noticed at')),
            ],
            options={
                'verbose_name': 'missed deadline of an alert',
                'verbose_name_plural': 'missed deadlines of alerts',
            },
        ),
        migrations.CreateModel(
            name='AlertClosure',
            fields=[
                ('alert', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='closure', serialize=False, to='monitoring.alert')),
                ('outcome', models.CharField(choices=[('false_alarm', 'false alarm'), ('watched', 'watched'), ('plan', 'plan'), ('case', 'removal case')], max_length=12, verbose_name='outcome')),
                ('note', models.TextField(verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'closure of an alert',
                'verbose_name_plural': 'closures of alerts',
            },
        ),
        migrations.CreateModel(
            name='AlertEscalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'account manager'), (2, 'risk lead of the team'), (3, 'head of risk')], verbose_name='level')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('because', models.CharField(choices=[('not_taken', 'nobody acknowledged it in time'), ('not_decided', 'nobody closed it in time')], max_length=12, verbose_name='because')),
            ],
            options={
                'verbose_name': 'escalation',
                'verbose_name_plural': 'escalations',
            },
        ),
        migrations.CreateModel(
            name='AlertResult',
            fields=[
                ('alert', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='result', serialize=False, to='monitoring.alert')),
                ('is_right', models.BooleanField(verbose_name='was right')),
                ('rose_date', models.DateField(null=True, verbose_name='tier rose on')),
            ],
            options={
                'verbose_name': 'result of an alert',
                'verbose_name_plural': 'results of alerts',
            },
        ),
        migrations.CreateModel(
            name='AlertSnooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='snoozed at')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('reason', models.TextField(verbose_name='reason')),
                ('severity', models.CharField(choices=[('low', 'low'), ('medium', 'medium'), ('high', 'high'), ('critical', 'critical')], max_length=8, verbose_name='severity then')),
                ('woken_at', models.DateTimeField(null=True, verbose_name='woken at')),
            ],
            options={
                'verbose_name': 'snooze',
                'verbose_name_plural': 'snoozes',
            },
        ),
        migrations.CreateModel(
            name='BadCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(verbose_name='quarter from')),
                ('bad_date', models.DateField(verbose_name='went bad on')),
            ],
            options={
                'verbose_name': 'customer that went bad',
                'verbose_name_plural': 'customers that went bad',
            },
        ),
        migrations.CreateModel(
            name='RiskLead',
            fields=[
                ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='risk_lead', serialize=False, to='accounts.team')),
                ('named_at', models.DateTimeField(verbose_name='named at')),
            ],
            options={
                'verbose_name': 'risk lead of a team',
                'verbose_name_plural': 'risk leads of teams',
            },
        ),
        migrations.CreateModel(
            name='RuleQuality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(verbose_name='quarter from')),
                ('read_at', models.DateTimeField(verbose_name='counted at')),
                ('alerts', models.PositiveIntegerField(verbose_name='alerts')),
                ('hits', models.PositiveIntegerField(verbose_name='hits')),
                ('judged', models.PositiveIntegerField(verbose_name='judged')),
                ('right', models.PositiveIntegerField(verbose_name='right')),
                ('closed', models.PositiveIntegerField(verbose_name='closed')),
                ('without_action', models.PositiveIntegerField(verbose_name='closed without action')),
                ('late', models.PositiveIntegerField(verbose_name='with a missed deadline')),
                ('bad', models.PositiveIntegerField(verbose_name='customers that went bad')),
                ('warned', models.PositiveIntegerField(verbose_name='of which warned of in time')),
                ('foretold', models.PositiveIntegerField(verbose_name='of which alerted before')),
                ('lead_days', models.DecimalField(decimal_places=1, max_digits=6, null=True, verbose_name='median days ahead')),
                ('analyst_days', models.PositiveIntegerField(verbose_name='days that people worked on alerts')),
            ],
            options={
                'verbose_name': 'quality of a rule',
                'verbose_name_plural': 'quality of rules',
            },
        ),
        migrations.AlterModelOptions(
            name='alert',
            options={'permissions': [('acknowledge_alert', 'Can acknowledge an alert'), ('lead_escalated_alert', 'Takes alerts that went up to the risk lead'), ('head_escalated_alert', 'Takes alerts that went up to the head of risk')], 'verbose_name': 'alert', 'verbose_name_plural': 'alerts'},
        ),
        migrations.AddField(
            model_name='alert',
            name='assignee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to'),
        ),
        migrations.AddField(
            model_name='alert',
            name='decision_due_at',
            field=models.DateTimeField(null=True, verbose_name='close by'),
        ),
        migrations.AddField(
            model_name='alert',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(1, 'account manager'), (2, 'risk lead of the team'), (3, 'head of risk')], db_default=1, default=1, verbose_name='level'),
        ),
        migrations.AddField(
            model_name='alert',
            name='next_due_at',
            field=models.DateTimeField(editable=False, help_text='the deadline that runs; null = none', null=True, verbose_name='goes up at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='snoozed_severity',
            field=models.CharField(blank=True, db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='alert',
            name='snoozed_until',
            field=models.DateTimeField(null=True, verbose_name='snoozed until'),
        ),
        migrations.AddField(
            model_name='alert',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('cleared_at__isnull', True), ('next_due_at__isnull', False)), fields=['next_due_at', 'id'], name='alert_by_next_deadline'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('cleared_at__isnull', True), ('level__gt', 1)), fields=['due_at', 'id'], name='alert_escalated_by_deadline'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('cleared_at__isnull', True), ('snoozed_until__isnull', False)), fields=['snoozed_until', 'id'], name='alert_snoozed_by_end'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 3))), name='alert_on_a_level'),
        ),
        migrations.AddField(
            model_name='alertbreach',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='monitoring.alert'),
        ),
        migrations.AddField(
            model_name='alertclosure',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertclosure',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='removal.removalcase'),
        ),
        migrations.AddField(
            model_name='alertclosure',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.plan'),
        ),
        migrations.AddField(
            model_name='alertescalation',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='monitoring.alert'),
        ),
        migrations.AddField(
            model_name='alertescalation',
            name='to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertsnooze',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to='monitoring.alert'),
        ),
        migrations.AddField(
            model_name='alertsnooze',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertsnooze',
            name='woken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='badcustomer',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='risklead',
            name='named_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='risklead',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rulequality',
            name='rule',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='quality', to='monitoring.alertrule'),
        ),
        migrations.AddConstraint(
            model_name='alertbreach',
            constraint=models.UniqueConstraint(fields=('alert', 'deadline'), name='one_breach_per_deadline'),
        ),
        migrations.AddIndex(
            model_name='alertclosure',
            index=models.Index(fields=['at'], name='closure_by_time'),
        ),
        migrations.AddConstraint(
            model_name='alertclosure',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='closure_note_given'),
        ),
        migrations.AddConstraint(
            model_name='alertclosure',
            constraint=models.CheckConstraint(condition=models.Q(('plan__isnull', True), ('outcome', 'plan'), _connector='OR'), name='closure_plan_fits'),
        ),
        migrations.AddConstraint(
            model_name='alertclosure',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', True), ('outcome', 'case'), _connector='OR'), name='closure_case_fits'),
        ),
        migrations.AddConstraint(
            model_name='alertescalation',
            constraint=models.UniqueConstraint(fields=('alert', 'level'), name='one_escalation_per_level'),
        ),
        migrations.AddConstraint(
            model_name='alertescalation',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (2, 3))), name='escalation_goes_up'),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='snooze_reasoned'),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='snooze_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='alertsnooze',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('woken_at__isnull', True), ('woken_by__isnull', True)), models.Q(('woken_at__isnull', False), ('woken_by__isnull', False)), _connector='OR'), name='snooze_woken_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='badcustomer',
            constraint=models.UniqueConstraint(fields=('quarter', 'customer'), name='bad_once_a_quarter'),
        ),
        migrations.AddConstraint(
            model_name='rulequality',
            constraint=models.UniqueConstraint(fields=('rule', 'quarter'), name='one_quality_per_quarter', nulls_distinct=False),
        ),
    ]
