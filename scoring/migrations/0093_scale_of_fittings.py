from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0092_feed_treatments'),
    ]

    operations = [
        migrations.AddField(
            model_name='fitting',
            name='base_score',
            field=models.DecimalField(
                db_default=600, decimal_places=2, default=Decimal(600), max_digits=6,
                validators=[MinValueValidator(Decimal(0))], verbose_name='base score',
            ),
        ),
        migrations.AddField(
            model_name='fitting',
            name='base_odds',
            field=models.DecimalField(
                db_default=50, decimal_places=2, default=Decimal(50), max_digits=7,
                validators=[MinValueValidator(Decimal('0.01'))],
                verbose_name='good to one bad at the base score',
            ),
        ),
        migrations.AddField(
            model_name='fitting',
            name='pdo',
            field=models.DecimalField(
                db_default=20, decimal_places=2, default=Decimal(20), max_digits=6,
                validators=[MinValueValidator(Decimal(1))],
                verbose_name='points that double the odds',
            ),
        ),
        migrations.AddField(
            model_name='fitting',
            name='with_challenger',
            field=models.BooleanField(
                db_default=True, default=True, verbose_name='train gradient boosting beside it'
            ),
        ),
    ]
