from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0093_scale_of_fittings'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='fitting',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    base_odds__gte=Decimal('0.01'), base_score__gte=0, pdo__gte=1
                ),
                name='fitting_has_a_scale',
            ),
        ),
    ]
