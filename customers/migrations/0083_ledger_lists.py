import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0082_open_credits'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(fields=['effective_date', 'id'], name='allocation_by_date'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['invoice_date', 'id'], name='invoice_by_date'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['currency', 'invoice_date', 'id'], name='invoice_by_currency'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['due_date'], name='invoice_by_due_date'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['received_date', 'id'], name='payment_by_date'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['currency', 'received_date', 'id'], name='payment_by_currency'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['method', 'received_date', 'id'], name='payment_by_method'),
        ),
    ]
