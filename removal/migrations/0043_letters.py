"""Letters of cases."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('removal', '0042_letter_templates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='within the case, from 1', verbose_name='number')),
                ('round', models.PositiveIntegerField(default=1, help_text='the round of the case it belongs to')),
                ('kind', models.CharField(choices=[('warning', 'warning'), ('notice', 'notice with reasons'), ('extension', 'extension'), ('cure_accepted', 'cure accepted'), ('termination', 'termination'), ('appeal_answer', 'answer to an appeal'), ('list_entry', 'entry in the list'), ('compensation', 'compensation offered'), ('reduction_step', 'step of the reduction')], max_length=16, verbose_name='kind')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=7, verbose_name='language')),
                ('facts', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='all that the sheet states')),
                ('subject_original', models.CharField(max_length=300)),
                ('body_original', models.TextField(help_text='as the template gave it, before anybody edited it')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('waiting', 'waits for release'), ('released', 'released'), ('sent', 'on its way'), ('arrived', 'arrived'), ('returned', 'came back'), ('cancelled', 'cancelled')], default='draft', max_length=10, verbose_name='state')),
                ('drafted_at', models.DateTimeField(verbose_name='drafted at')),
                ('sent_back_because', models.TextField(blank=True, default='')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released at')),
                ('pdf', models.FileField(blank=True, upload_to='letters/')),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('sent_at', models.DateTimeField(help_text='of the first delivery', null=True, verbose_name='sent at')),
                ('arrived_on', models.DateField(help_text='the earliest arrival', null=True, verbose_name='arrived on')),
                ('is_arrival_proven', models.BooleanField(default=False, verbose_name='arrival proven')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelled at')),
                ('cancelled_because', models.TextField(blank=True, default='')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='removal.removalcase', verbose_name='case')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drafted by')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='released by')),
                ('responsible', models.ForeignKey(help_text='the drafter, or who answers for the drafting service user', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='removal.lettertemplate')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'permissions': [('release_letter', 'Can release letters that others drafted'), ('deliver_letter', 'Can record how letters were delivered and answered')],
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['drafted_at', 'id'], name='letter_by_time'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['state', 'drafted_at', 'id'], name='letter_by_state'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='one_letter_per_number'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(models.Q(('released_by', models.F('drafted_by')), _negated=True), models.Q(('released_by', models.F('responsible')), _negated=True)), _connector='OR'), name='letter_released_by_second_person'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pdf', ''), ('released_at__isnull', True), ('released_by__isnull', True), ('sha256', ''), ('state__in', ['draft', 'waiting'])), ('state', 'cancelled'), models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('state__in', ['released', 'sent', 'arrived', 'returned']), models.Q(('pdf', ''), _negated=True), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='letter_released_whole'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('arrived_on__isnull', False), ('state', 'arrived')), models.Q(models.Q(('state', 'arrived'), _negated=True), ('arrived_on__isnull', True), ('is_arrival_proven', False)), _connector='OR'), name='letter_arrived_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('state', 'cancelled'), models.Q(('cancelled_because', ''), _negated=True)), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_because', ''), ('cancelled_by__isnull', True)), _connector='OR'), name='letter_cancelled_whole'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='letter_says'),
        ),
    ]
