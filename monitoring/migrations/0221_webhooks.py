import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0256_restrictions_are_kept"),
        ("monitoring", "0220_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookCursor',
            fields=[
                ('feed', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='events')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('disabled_at', models.DateTimeField(null=True, verbose_name='switched off at')),
                ('disabled_because', models.CharField(blank=True, choices=[('person', 'switched off by a person'), ('failing', 'failed for days'), ('gone', 'the receiver answered that it is gone (410)')], default='', max_length=8, verbose_name='because')),
                ('failures', models.PositiveIntegerField(db_default=0, default=0, help_text='attempts that failed since one went well')),
                ('failing_since', models.DateTimeField(null=True, verbose_name='failing since')),
                ('resting_until', models.DateTimeField(help_text='nothing is tried before', null=True)),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(help_text='only what this user sees is told', on_delete=django.db.models.deletion.PROTECT, related_name='webhook_endpoints', to=settings.AUTH_USER_MODEL, verbose_name='service user')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
            },
        ),
        migrations.CreateModel(
            name='WebhookMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=60, verbose_name='id')),
                ('event', models.CharField(choices=[('alert.raised', 'an alert is raised'), ('alert.graver', 'an alert gets graver'), ('alert.cleared', 'an alert is cleared'), ('tier.changed', "a customer's tier changes"), ('credit_restriction.changed', 'a credit restriction changes'), ('case.opened', 'a removal is proposed'), ('case.decided', 'a removal is decided'), ('case.closed', 'a removal case is closed'), ('webhook.test', 'a test')], max_length=40, verbose_name='event')),
                ('key', models.CharField(help_text='what happened: it is told once', max_length=120)),
                ('payload', models.TextField(help_text='as it was signed: ids, numbers and addresses', verbose_name='text')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('claimed_until', models.DateTimeField(null=True, verbose_name='tried again at')),
                ('delivered_at', models.DateTimeField(null=True, verbose_name='delivered at')),
                ('failed_at', models.DateTimeField(null=True, verbose_name='given up at')),
                ('error', models.CharField(blank=True, choices=[('', 'none'), ('status', 'the receiver answered with an error'), ('redirect', 'the receiver answered with a redirect, which is not followed'), ('timeout', 'no complete answer in time'), ('no_address', 'the name has no address'), ('forbidden', 'the address is an internal one'), ('connection', 'no connection'), ('tls', 'the certificate does not hold'), ('secret', 'the secret cannot be read; make a new one'), ('off', 'the webhook was switched off')], default='', max_length=10, verbose_name='error')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer', verbose_name='customer')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='monitoring.webhookendpoint')),
            ],
            options={
                'verbose_name': 'webhook message',
                'verbose_name_plural': 'webhook messages',
            },
        ),
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='status')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='took, ms')),
                ('error', models.CharField(blank=True, choices=[('', 'none'), ('status', 'the receiver answered with an error'), ('redirect', 'the receiver answered with a redirect, which is not followed'), ('timeout', 'no complete answer in time'), ('no_address', 'the name has no address'), ('forbidden', 'the address is an internal one'), ('connection', 'no connection'), ('tls', 'the certificate does not hold'), ('secret', 'the secret cannot be read; make a new one'), ('off', 'the webhook was switched off')], default='', max_length=10, verbose_name='error')),
                ('answer', models.TextField(blank=True, default='', help_text='its first characters', verbose_name='answer')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='monitoring.webhookmessage')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
            },
        ),
        migrations.CreateModel(
            name='WebhookSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.TextField(help_text='encrypted with a key derived from RISKCRM_SECRET_KEY')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='expires at')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secrets', to='monitoring.webhookendpoint')),
            ],
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disabled_at__isnull', True), ('disabled_because', '')), models.Q(('disabled_at__isnull', False), models.Q(('disabled_because', ''), _negated=True)), _connector='OR'), name='webhook_disabled_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(('events__len__gt', 0)), name='webhook_has_events'),
        ),
        migrations.AddIndex(
            model_name='webhookmessage',
            index=models.Index(condition=models.Q(('delivered_at__isnull', True), ('failed_at__isnull', True)), fields=['endpoint', 'id'], name='message_waiting'),
        ),
        migrations.AddIndex(
            model_name='webhookmessage',
            index=models.Index(fields=['endpoint', '-id'], name='message_by_endpoint'),
        ),
        migrations.AddIndex(
            model_name='webhookmessage',
            index=models.Index(fields=['created_at'], name='message_by_time'),
        ),
        migrations.AddConstraint(
            model_name='webhookmessage',
            constraint=models.UniqueConstraint(fields=('endpoint', 'key'), name='one_message_per_event'),
        ),
        migrations.AddConstraint(
            model_name='webhookmessage',
            constraint=models.UniqueConstraint(fields=('message_id',), name='one_message_per_id'),
        ),
        migrations.AddConstraint(
            model_name='webhookmessage',
            constraint=models.CheckConstraint(condition=models.Q(('delivered_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='message_delivered_or_given_up'),
        ),
        migrations.AddIndex(
            model_name='webhookattempt',
            index=models.Index(fields=['message', '-id'], name='attempt_by_message'),
        ),
        migrations.AddConstraint(
            model_name='webhooksecret',
            constraint=models.UniqueConstraint(condition=models.Q(('expires_at__isnull', True)), fields=('endpoint',), name='one_lasting_secret_per_webhook'),
        ),
    ]
