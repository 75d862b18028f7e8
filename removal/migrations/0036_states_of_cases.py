"""A case is in one of its states, open ones with a day they are due."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("removal", "0035_former_cases"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="removalcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "proposed",
                            "assessment",
                            "legal_review",
                            "warning",
                            "notice",
                            "rectification",
                            "decision",
                            "reduction",
                            "termination",
                            "settlement",
                        ),
                    )
                ),
                fields=("customer",),
                name="one_open_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="removalcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "proposed",
                            "assessment",
                            "legal_review",
                            "warning",
                            "notice",
                            "rectification",
                            "decision",
                            "reduction",
                            "termination",
                            "settlement",
                            "closed",
                            "cured",
                            "withdrawn",
                            "rejected",
                            "overturned",
                        ],
                    )
                ),
                name="case_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="removalcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("due_date__isnull", False),
                        (
                            "state__in",
                            (
                                "proposed",
                                "assessment",
                                "legal_review",
                                "warning",
                                "notice",
                                "rectification",
                                "decision",
                                "reduction",
                                "termination",
                                "settlement",
                            ),
                        ),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("due_date__isnull", True),
                        ("state__in", ("closed", "cured", "withdrawn", "rejected", "overturned")),
                    ),
                    _connector="OR",
                ),
                name="case_closed_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="removalcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ground__in",
                        [
                            "",
                            "late_payment",
                            "breach",
                            "credit",
                            "ordinary",
                            "insolvency",
                            "sanctions",
                            "fraud",
                            "violence",
                        ],
                    )
                ),
                name="case_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="removalcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("approvals_needed__in", [1, 2])), name="case_approvals_needed"
            ),
        ),
        migrations.RemoveField(model_name="removalcase", name="decide_by_date"),
        migrations.AddConstraint(
            model_name="removaldecision",
            constraint=models.UniqueConstraint(
                fields=("case", "round", "decided_by"), name="one_decision_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="removaldecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "rejected")),
                fields=("case", "round"),
                name="one_rejection_per_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="removaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["approved", "rejected"])),
                name="decision_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="removaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("requested_by")), _negated=True),
                name="decided_by_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="removaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("responsible")), _negated=True),
                name="nobody_behind_the_key_decides",
            ),
        ),
        migrations.AddConstraint(
            model_name="removaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="decision_reason_given"
            ),
        ),
    ]
