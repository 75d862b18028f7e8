"""A study may also be of the first step of a reduction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("removal", "0066_words_of_cases_go")]

    operations = [
        migrations.RemoveConstraint(model_name="effectstudy", name="study_event"),
        migrations.AlterField(
            model_name="effectstudy",
            name="event",
            field=models.CharField(
                choices=[
                    ("approval", "approval of the removal"),
                    ("warning", "warning"),
                    ("reduction", "first step of a reduction"),
                ],
                max_length=9,
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            model_name="effectstudy",
            constraint=models.CheckConstraint(
                condition=models.Q(("event__in", ["approval", "warning", "reduction"])),
                name="study_event",
            ),
        ),
    ]
