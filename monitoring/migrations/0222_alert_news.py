import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0221_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertNews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('raised', 'Raised'), ('graver', 'Graver'), ('cleared', 'Cleared')], max_length=7)),
                ('at', models.DateTimeField()),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='monitoring.alert')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['raised', 'graver', 'cleared'])), name='news_kind')],
            },
        ),
    ]
