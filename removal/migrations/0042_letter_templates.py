"""The words that letters begin with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('removal', '0041_cases_with_packs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('warning', 'warning'), ('notice', 'notice with reasons'), ('extension', 'extension'), ('cure_accepted', 'cure accepted'), ('termination', 'termination'), ('appeal_answer', 'answer to an appeal'), ('list_entry', 'entry in the list'), ('compensation', 'compensation offered'), ('reduction_step', 'step of the reduction')], max_length=16, verbose_name='kind')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=7, verbose_name='language')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(help_text='paragraphs with names in braces, see kinds', verbose_name='text')),
                ('note', models.TextField(blank=True, default='', verbose_name='reason for the version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('published', 'published'), ('retired', 'retired')], default='draft', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_by', models.ForeignKey(help_text='null = came with the product', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'template of letters',
                'verbose_name_plural': 'templates of letters',
                'permissions': [('publish_lettertemplate', 'Can publish templates of letters by others')],
            },
        ),
        migrations.AddIndex(
            model_name='lettertemplate',
            index=models.Index(fields=['created_at', 'id'], name='letter_template_by_time'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(fields=('kind', 'language', 'number'), name='one_letter_template_per_number'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('kind', 'language'), name='one_published_letter_template'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('created_by__isnull', True), models.Q(('published_by', models.F('created_by')), _negated=True), _connector='OR'), name='letter_template_published_by_second_person'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state__in', ['draft', 'review'])), models.Q(('created_by__isnull', True), ('state__in', ['published', 'retired'])), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('state__in', ['published', 'retired'])), _connector='OR'), name='letter_template_published_whole'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='letter_template_says_something'),
        ),
    ]
