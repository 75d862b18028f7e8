"""The right to try changed scorecards on the book."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("scoring", "0074_cards_are_kept")]

    operations = [
        migrations.AlterModelOptions(
            name="reading",
            options={
                "permissions": [
                    ("view_restricted_figures", "Can see figures of restricted matters"),
                    ("ask_what_if", "Can try changed scorecards on the book"),
                ],
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
            },
        ),
    ]
