import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0080_cost_and_reference'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='allocation',
            name='one_allocation_per_pair',
        ),
        migrations.AddField(
            model_name='allocation',
            name='credit_note',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='customers.creditnote', verbose_name='credit note'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='write_off',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='customers.writeoff', verbose_name='write-off'),
        ),
        migrations.AddField(
            model_name='allocationrevision',
            name='credit_note',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.creditnote'),
        ),
        migrations.AddField(
            model_name='allocationrevision',
            name='write_off',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.writeoff'),
        ),
        migrations.AlterField(
            model_name='allocation',
            name='payment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='customers.payment', verbose_name='payment'),
        ),
        migrations.AlterField(
            model_name='allocationrevision',
            name='payment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.payment'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.UniqueConstraint(fields=('customer', 'invoice', 'payment', 'credit_note', 'write_off'), include=('effective_date', 'amount', 'base_amount', 'recorded_at'), name='one_allocation_per_pair', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_note__isnull', True), ('payment__isnull', False), ('write_off__isnull', True)), models.Q(('credit_note__isnull', False), ('payment__isnull', True), ('write_off__isnull', True)), models.Q(('credit_note__isnull', True), ('payment__isnull', True), ('write_off__isnull', False)), _connector='OR'), name='allocation_of_one_source'),
        ),
        migrations.AddConstraint(
            model_name='allocationrevision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_note__isnull', True), ('payment__isnull', False), ('write_off__isnull', True)), models.Q(('credit_note__isnull', False), ('payment__isnull', True), ('write_off__isnull', True)), models.Q(('credit_note__isnull', True), ('payment__isnull', True), ('write_off__isnull', False)), _connector='OR'), name='allocationrevision_of_one_source'),
        ),
    ]
