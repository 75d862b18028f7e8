
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0256_restrictions_are_kept'),
        ('monitoring', '0271_training_is_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('scheduled', 'scheduled'), ('event', 'because of an event'), ('alert', 'because of an alert'), ('first', 'first rating')], max_length=9, verbose_name='kind')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name='reasons')),
                ('due_date', models.DateField(verbose_name='due')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('completed_at', models.DateTimeField(null=True, verbose_name='completed at')),
                ('result', models.CharField(blank=True, choices=[('unchanged', 'nothing to change'), ('override', 'override proposed'), ('plan', 'plan agreed'), ('removal', 'removal proposed'), ('terms', 'limit or treatment changed'), ('ended', 'ended: the customer has left')], db_default='', default='', max_length=9, verbose_name='result')),
                ('findings', models.TextField(blank=True, db_default='', default='', verbose_name='findings')),
                ('seen', models.JSONField(help_text='name -> exact decimal as text, null = unknown; the next review compares', null=True, verbose_name='figures that were seen')),
                ('alert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviews', to='monitoring.alert')),
                ('completed_by', models.ForeignKey(help_text='null = open, or ended by the system', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='completed by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='customers.customer')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'permissions': [('complete_review', 'Can complete reviews of customers'), ('oversee_review', 'Can see to reviews that are long overdue')],
                'indexes': [models.Index(condition=models.Q(('completed_at__isnull', True)), fields=['due_date', 'id'], name='review_open_by_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('completed_at__isnull', True)), fields=('customer',), name='one_open_review_per_customer'), models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', True), ('completed_by__isnull', True), ('findings', ''), ('result', '')), models.Q(('completed_at__isnull', False), ('completed_by__isnull', False), models.Q(('result__in', ['', 'ended']), _negated=True), models.Q(('findings', ''), _negated=True)), models.Q(('completed_at__isnull', False), ('completed_by__isnull', True), ('findings', ''), ('result', 'ended')), _connector='OR'), name='review_completed_whole')],
            },
        ),
    ]
