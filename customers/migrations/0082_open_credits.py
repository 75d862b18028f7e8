import django.db.models.deletion
from django.db import migrations, models

# what the payments in the book have left; credit notes have settled nothing until now
FILL = """
INSERT INTO customers_opencredit (customer_id, payment_id, effective_date, amount, currency)
SELECT p.customer_id, p.id, p.received_date, p.amount - coalesce(a.given, 0), p.currency
FROM customers_payment p
LEFT JOIN (
    SELECT a.payment_id, sum(a.amount) AS given, bool_or(i.currency <> p.currency) AS crosses
    FROM customers_allocation a JOIN customers_payment p ON p.id = a.payment_id
    JOIN customers_invoice i ON i.id = a.invoice_id WHERE a.amount > 0 GROUP BY a.payment_id
) a ON a.payment_id = p.id
WHERE p.amount > coalesce(a.given, 0) AND a.crosses IS NOT TRUE
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0081_settled_by_credits'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_date', models.DateField(verbose_name='date')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='amount left')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
            ],
            options={
                'verbose_name': 'open credit',
                'verbose_name_plural': 'open credits',
            },
        ),
        migrations.AddField(
            model_name='opencredit',
            name='credit_note',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.creditnote', verbose_name='credit note'),
        ),
        migrations.AddField(
            model_name='opencredit',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='open_credits', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='opencredit',
            name='payment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.payment', verbose_name='payment'),
        ),
        migrations.AddField(
            model_name='opencredit',
            name='write_off',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.writeoff', verbose_name='write-off'),
        ),
        migrations.AddIndex(
            model_name='opencredit',
            index=models.Index(fields=['effective_date', 'id'], name='opencredit_by_date'),
        ),
        migrations.AddIndex(
            model_name='opencredit',
            index=models.Index(fields=['customer', 'effective_date'], name='opencredit_of_customer'),
        ),
        migrations.AddIndex(
            model_name='opencredit',
            index=models.Index(fields=['currency', 'effective_date', 'id'], name='opencredit_by_currency'),
        ),
        migrations.AddConstraint(
            model_name='opencredit',
            constraint=models.UniqueConstraint(fields=('customer', 'payment', 'credit_note', 'write_off'), name='one_open_credit_per_source', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='opencredit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='opencredit_positive'),
        ),
        migrations.AddConstraint(
            model_name='opencredit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_note__isnull', True), ('payment__isnull', False), ('write_off__isnull', True)), models.Q(('credit_note__isnull', False), ('payment__isnull', True), ('write_off__isnull', True)), models.Q(('credit_note__isnull', True), ('payment__isnull', True), ('write_off__isnull', False)), _connector='OR'), name='opencredit_of_one_source'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
