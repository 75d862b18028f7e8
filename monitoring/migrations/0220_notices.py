import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_absences"),
        ("customers", "0256_restrictions_are_kept"),
        ("monitoring", "0180_months_of_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeSettings',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_settings', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('at_once', models.CharField(choices=[('critical', 'critical only'), ('high', 'high and critical'), ('medium', 'medium and above'), ('low', 'all'), ('none', 'none')], default='critical', max_length=8, verbose_name='mails at once')),
                ('digest', models.CharField(choices=[('daily', 'every business day'), ('weekly', 'on the first business day of a week'), ('none', 'never')], default='daily', max_length=6, verbose_name='digest')),
                ('digest_hour', models.PositiveSmallIntegerField(default=8, verbose_name='hour of the digest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='digest_hour_of_a_day'), models.CheckConstraint(condition=models.Q(('at_once__in', ['critical', 'high', 'medium', 'low', 'none'])), name='notice_at_once_known'), models.CheckConstraint(condition=models.Q(('digest__in', ['daily', 'weekly', 'none'])), name='digest_known')],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.DateField(help_text="the organisation's day it is for")),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('waiting', models.PositiveIntegerField(help_text='how much waited')),
                ('listed', models.PositiveIntegerField(help_text='how much of it the mail lists')),
                ('mails', models.PositiveSmallIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'slot'), name='one_digest_per_slot'), models.CheckConstraint(condition=models.Q(('listed__lte', models.F('waiting'))), name='digest_lists_what_waits')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(max_length=40, verbose_name='kind')),
                ('severity', models.CharField(choices=[('low', 'low'), ('medium', 'medium'), ('high', 'high'), ('critical', 'critical')], max_length=8, verbose_name='severity')),
                ('parts', models.JSONField(default=dict, help_text='what the sentence of the kind names')),
                ('link', models.CharField(help_text='the page it is about, from the root on', max_length=200)),
                ('key', models.CharField(help_text='what it is about: a person is told it once', max_length=120)),
                ('at', models.DateTimeField(verbose_name='time')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('is_mail_due', models.BooleanField(db_default=False, default=False)),
                ('alert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.alert')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer', verbose_name='customer')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['person', '-at', '-id'], name='notice_by_time'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['person'], name='notice_unread'), models.Index(condition=models.Q(('is_mail_due', True)), fields=['person', 'id'], name='notice_mail_due')],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='one_notice_per_key'), models.CheckConstraint(condition=models.Q(('link__startswith', '/')), name='notice_links_within')],
            },
        ),
    ]
