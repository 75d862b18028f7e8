import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0076_merges'),
        ]

    operations = [
        migrations.AddField(
            model_name='invoice',
            name='cost',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='null = not known', max_digits=18, null=True, verbose_name='cost of sales'),
        ),
        migrations.AddField(
            model_name='invoicerevision',
            name='cost',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='null = not known', max_digits=18, null=True, verbose_name='cost of sales'),
        ),
        migrations.AddField(
            model_name='payment',
            name='reference',
            field=models.CharField(blank=True, db_default='', default='', help_text='what the payer wrote: often the numbers of the invoices that are meant', max_length=200, verbose_name='reference'),
        ),
        migrations.AddField(
            model_name='paymentrevision',
            name='reference',
            field=models.CharField(blank=True, db_default='', default='', help_text='what the payer wrote: often the numbers of the invoices that are meant', max_length=200, verbose_name='reference'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='invoice_cost_not_negative'),
        ),
    ]
