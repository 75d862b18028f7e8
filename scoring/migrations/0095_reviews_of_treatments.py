import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('scoring', '0094_fittings_have_a_scale'),
    ]

    operations = [
        migrations.AddField(
            model_name='customertreatment',
            name='reviewed_by',
            field=models.ForeignKey(help_text='null = nobody reviewed it yet', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by'),
        ),
        migrations.AddField(
            model_name='customertreatment',
            name='reviewed_at',
            field=models.DateTimeField(null=True, verbose_name='reviewed at'),
        ),
        migrations.AddField(
            model_name='customertreatment',
            name='review_note',
            field=models.TextField(db_default='', default='', verbose_name='note of the review'),
        ),
        migrations.AddField(
            model_name='customertreatment',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddConstraint(
            model_name='customertreatment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('review_note', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('review_note', ''), _negated=True)), _connector='OR'), name='treatment_reviewed_whole'),
        ),
    ]
