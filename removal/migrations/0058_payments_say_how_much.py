"""A payment to be made good says how much: a null amount passed the check, being unknown to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("removal", "0057_each_step_checked")]

    operations = [
        migrations.RemoveConstraint(model_name="cureitem", name="cure_payment_has_amount"),
        migrations.AddConstraint(
            model_name="cureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "payment"), _negated=True),
                    models.Q(("amount__gt", 0), ("amount__isnull", False)),
                    _connector="OR",
                ),
                name="cure_payment_has_amount",
            ),
        ),
    ]
