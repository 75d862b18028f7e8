from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0015_unbilled_and_expected_loss'),
    ]

    operations = [
        migrations.CreateModel(
            name='PeerFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('figure', models.CharField(choices=[('exposure', 'open amount of the book'), ('concentration', 'concentration (HHI)'), ('effective_number', 'effective number of customers'), ('dso', 'days sales outstanding of the book'), ('collection', 'collection effectiveness of the book, %'), ('loss_rate', 'loss rate of the book, %'), ('industry_loss_rate', 'loss rate of the industry, shrunk, %'), ('region_loss_rate', 'loss rate of the region, shrunk, %'), ('return_rate', 'median return rate of those that return, %')], max_length=20, verbose_name='figure')),
                ('part', models.CharField(blank=True, default='', help_text='industry, or country/region; empty = the whole book', max_length=120, verbose_name='part of the book')),
                ('value', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='value')),
                ('count', models.IntegerField(help_text='how many customers it is made of', verbose_name='customers')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('known_at', models.DateTimeField(verbose_name='known at')),
                ('computed_at', models.DateTimeField(verbose_name='computed at')),
            ],
            options={
                'verbose_name': 'figure of the book',
                'verbose_name_plural': 'figures of the book',
                'constraints': [models.UniqueConstraint(fields=('figure', 'as_of', 'known_at', 'part'), name='one_peer_figure_a_round')],
            },
        ),
    ]
