"""How letters went out, arrived and were answered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0241_readings_know_how_was_paid'),
        ('jobs', '0030_outgoing_mail'),
        ('removal', '0043_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, upload_to='letters/')),
                ('file_name', models.CharField(blank=True, default='', max_length=200, verbose_name='file')),
                ('content_type', models.CharField(blank=True, default='', max_length=100)),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('received_on', models.DateField(verbose_name='received on')),
                ('text', models.TextField(verbose_name='what they say')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='removal.letter')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'answer to a letter',
                'verbose_name_plural': 'answers to letters',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_name', ''), ('sha256', '')), models.Q(models.Q(('file', ''), _negated=True), models.Q(('file_name', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='letter_answer_file_whole'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='letter_answer_says')],
            },
        ),
        migrations.CreateModel(
            name='LetterDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, upload_to='letters/')),
                ('file_name', models.CharField(blank=True, default='', max_length=200, verbose_name='file')),
                ('content_type', models.CharField(blank=True, default='', max_length=100)),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('number', models.PositiveIntegerField(help_text='within the letter, from 1')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('registered', 'registered post'), ('courier', 'courier'), ('hand', 'by hand'), ('fax', 'fax'), ('public', 'public notice')], max_length=10, verbose_name='channel')),
                ('address', models.CharField(max_length=400, verbose_name='address used')),
                ('source', models.CharField(choices=[('contract', 'address designated in the contract'), ('contact', 'contact of the customer'), ('customer', "customer's file"), ('register', 'public register'), ('other', 'other')], max_length=10, verbose_name='where the address is from')),
                ('tracking_number', models.CharField(blank=True, default='', max_length=80, verbose_name='courier or post number')),
                ('sent_at', models.DateTimeField(help_text='null = not sent yet', null=True, verbose_name='sent at')),
                ('arrived_on', models.DateField(null=True, verbose_name='arrived on')),
                ('arrival', models.CharField(blank=True, choices=[('proven', 'proven'), ('deemed', 'deemed')], default='', max_length=6, verbose_name='arrival')),
                ('arrival_note', models.CharField(blank=True, default='', max_length=300, verbose_name='how it is known')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='opened at')),
                ('returned_on', models.DateField(null=True, verbose_name='came back on')),
                ('returned_because', models.CharField(blank=True, default='', max_length=300, verbose_name='why it came back')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.contact', verbose_name='contact')),
                ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.contract', verbose_name='contract')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='removal.letter')),
                ('mail', models.OneToOneField(help_text="the e-mail that carries it; its sending is the letter's", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.outgoingmail')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'delivery of a letter',
                'verbose_name_plural': 'deliveries of letters',
                'indexes': [models.Index(condition=models.Q(('arrived_on__isnull', True), ('returned_on__isnull', True)), fields=['sent_at'], name='delivery_under_way')],
                'constraints': [models.UniqueConstraint(fields=('letter', 'number'), name='one_delivery_per_number'), models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_name', ''), ('sha256', '')), models.Q(models.Q(('file', ''), _negated=True), models.Q(('file_name', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='delivery_receipt_whole'), models.CheckConstraint(condition=models.Q(models.Q(('arrival', ''), ('arrived_on__isnull', True)), models.Q(('arrived_on__isnull', False), ('sent_at__isnull', False), models.Q(('arrival', ''), _negated=True)), _connector='OR'), name='delivery_arrived_whole'), models.CheckConstraint(condition=models.Q(models.Q(('returned_because', ''), ('returned_on__isnull', True)), models.Q(('arrived_on__isnull', True), ('returned_on__isnull', False), models.Q(('returned_because', ''), _negated=True)), _connector='OR'), name='delivery_came_back_whole'), models.CheckConstraint(condition=models.Q(('channel', 'email'), models.Q(('mail__isnull', True), ('sent_at__isnull', False)), _connector='OR'), name='delivery_by_hand_was_sent'), models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='delivery_has_an_address')],
            },
        ),
    ]
