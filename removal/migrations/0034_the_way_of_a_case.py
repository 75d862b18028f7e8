"""Stages, steps, evidence, rectification, appeals, blocks and limits of cases."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("removal", "0033_former_decisions"),
        ("customers", "0241_readings_know_how_was_paid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RemovalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("approved", "approved"), ("rejected", "rejected")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "exposure",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="base currency, as it stood then",
                        max_digits=22,
                        null=True,
                        verbose_name="exposure",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="removal.removalcase",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        help_text="as in the case",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "decision", "verbose_name_plural": "decisions"},
        ),
        migrations.AlterField(
            model_name="removalcase",
            name="decide_by_date",
            field=models.DateField(null=True, verbose_name="decision due"),
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("upheld", "upheld"),
                            ("dismissed", "dismissed"),
                            ("withdrawn", "withdrawn by the customer"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("received_date", models.DateField(verbose_name="received on")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("letter", "letter"),
                            ("email", "e-mail"),
                            ("phone", "telephone"),
                            ("person", "in person"),
                        ],
                        max_length=6,
                        verbose_name="came by",
                    ),
                ),
                ("from_whom", models.CharField(max_length=200, verbose_name="from whom")),
                ("text", models.TextField(verbose_name="what the customer says")),
                ("acknowledge_by_date", models.DateField(verbose_name="acknowledge by")),
                ("answer_by_date", models.DateField(verbose_name="answer by")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "acknowledged_at",
                    models.DateTimeField(null=True, verbose_name="acknowledged at"),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "permissions": [
                    ("decide_appeal", "Can decide on appeals against removals"),
                    ("review_immediate_removal", "Can review immediate removals afterwards"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalLimits",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("in_force", "in force"),
                            ("rejected", "rejected"),
                            ("retired", "replaced"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "officer_most",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="exposure in the base currency; above it the head of risk decides",
                        max_digits=22,
                        verbose_name="a risk officer decides up to",
                    ),
                ),
                (
                    "two_above",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="exposure in the base currency",
                        max_digits=22,
                        verbose_name="two people decide above",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "approval limits",
                "verbose_name_plural": "approval limits",
                "permissions": [("approve_approvallimits", "Can put approval limits in force")],
            },
        ),
        migrations.CreateModel(
            name="CaseBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("insolvency", "insolvency proceedings"),
                            ("legal_hold", "legal hold"),
                            ("keep_open", "request to keep the relationship open"),
                            ("appeal", "open appeal"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "role",
                    models.CharField(
                        help_text="of who set it; it alone lifts it",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
                (
                    "lifted_because",
                    models.TextField(blank=True, default="", verbose_name="lifted because"),
                ),
            ],
            options={
                "verbose_name": "block",
                "verbose_name_plural": "blocks",
                "permissions": [
                    ("set_caseblock", "Can set and lift some kind of block"),
                    ("set_insolvency", "Can set and lift the block of insolvency proceedings"),
                    ("set_legal_hold", "Can set and lift legal holds"),
                    ("set_keep_open", "Can set and lift requests to keep a relationship open"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("assessment", "assessment"),
                            ("legal_review", "legal review"),
                            ("warning", "warning"),
                            ("notice", "notice"),
                            ("rectification", "rectification period"),
                            ("decision", "decision"),
                            ("reduction", "stepwise reduction"),
                            ("termination", "termination"),
                            ("settlement", "settlement"),
                            ("closed", "closed"),
                            ("cured", "cured"),
                            ("withdrawn", "withdrawn"),
                            ("rejected", "rejected"),
                            ("overturned", "overturned on appeal"),
                        ],
                        max_length=13,
                        verbose_name="stage",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what it shows")),
                ("text", models.TextField(blank=True, default="", verbose_name="where and when")),
                (
                    "sha256",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="of the document when it was added",
                        max_length=64,
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
            ],
            options={
                "verbose_name": "piece of evidence",
                "verbose_name_plural": "evidence",
                "permissions": [
                    ("contribute_to_removalcase", "Can add evidence and answers to a case")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=30)),
                ("from_state", models.CharField(blank=True, default="", max_length=13)),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("assessment", "assessment"),
                            ("legal_review", "legal review"),
                            ("warning", "warning"),
                            ("notice", "notice"),
                            ("rectification", "rectification period"),
                            ("decision", "decision"),
                            ("reduction", "stepwise reduction"),
                            ("termination", "termination"),
                            ("settlement", "settlement"),
                            ("closed", "closed"),
                            ("cured", "cured"),
                            ("withdrawn", "withdrawn"),
                            ("rejected", "rejected"),
                            ("overturned", "overturned on appeal"),
                        ],
                        max_length=13,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                (
                    "due_date",
                    models.DateField(
                        help_text="by when the stage that was left should have been over",
                        null=True,
                        verbose_name="due",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "step of a case",
                "verbose_name_plural": "steps of cases",
            },
        ),
        migrations.CreateModel(
            name="ChecklistAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("assessment", "assessment"),
                            ("legal_review", "legal review"),
                            ("warning", "warning"),
                            ("notice", "notice"),
                            ("rectification", "rectification period"),
                            ("decision", "decision"),
                            ("reduction", "stepwise reduction"),
                            ("termination", "termination"),
                            ("settlement", "settlement"),
                            ("closed", "closed"),
                            ("cured", "cured"),
                            ("withdrawn", "withdrawn"),
                            ("rejected", "rejected"),
                            ("overturned", "overturned on appeal"),
                        ],
                        max_length=13,
                        verbose_name="stage",
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("n/a", "does not apply")],
                        max_length=3,
                        verbose_name="answer",
                    ),
                ),
                ("note", models.TextField(verbose_name="what was found")),
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
            ],
            options={
                "verbose_name": "answer of a checklist",
                "verbose_name_plural": "answers of checklists",
            },
        ),
        migrations.CreateModel(
            name="CureItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("payment", "payment"),
                            ("document", "document"),
                            ("security", "security"),
                            ("conduct", "other act"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "what",
                    models.CharField(max_length=300, verbose_name="what the customer must do"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="base currency",
                        max_digits=22,
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("submitted", "handed in, to be checked"),
                            ("verified", "met"),
                            ("failed", "not met"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="handed in at")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked at")),
                (
                    "finding",
                    models.TextField(blank=True, default="", verbose_name="what was found"),
                ),
            ],
            options={
                "verbose_name": "rectification item",
                "verbose_name_plural": "rectification items",
                "permissions": [("check_cureitem", "Can check whether a customer has made good")],
            },
        ),
        migrations.CreateModel(
            name="DeadlineNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stage_late", "stage past its deadline"),
                            ("cure_due", "rectification ends soon"),
                            ("acknowledge", "appeal not acknowledged in time"),
                            ("answer", "appeal not answered in time"),
                            ("review", "review of an immediate removal is late"),
                            ("lapse", "right to terminate lapses soon"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("due_date", models.DateField(verbose_name="due")),
                ("raised_at", models.DateTimeField(verbose_name="raised at")),
            ],
            options={
                "verbose_name": "passed deadline",
                "verbose_name_plural": "passed deadlines",
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("former_date", models.DateField(verbose_name="former end")),
                ("new_date", models.DateField(verbose_name="new end")),
                ("reason", models.TextField(verbose_name="reason")),
                ("granted_at", models.DateTimeField(verbose_name="granted at")),
            ],
            options={
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
            },
        ),
        migrations.CreateModel(
            name="ImmediateReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("due_date", models.DateField(verbose_name="due")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "confirmed"), ("overturned", "overturned")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="reviewed at")),
            ],
            options={
                "verbose_name": "review of an immediate removal",
                "verbose_name_plural": "reviews of immediate removals",
            },
        ),
        migrations.AlterModelOptions(
            name="removalcase",
            options={
                "permissions": [
                    ("propose_removalcase", "Can propose the removal of a customer"),
                    ("assess_removalcase", "Can lead removal cases through their stages"),
                    ("return_removalcase", "Can return a removal case for rework"),
                    ("review_removalcase", "Can pass the legal review of a removal"),
                    ("decide_removalcase", "Can decide on a proposed removal"),
                    ("decide_immediate_removal", "Can decide on a removal on immediate grounds"),
                    ("decide_large_removal", "Can decide on removals of any amount"),
                ],
                "verbose_name": "removal case",
                "verbose_name_plural": "removal cases",
            },
        ),
        migrations.AddField(
            model_name="removalcase",
            name="approvals_needed",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="approvals needed"),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="clause",
            field=models.CharField(
                blank=True,
                default="",
                help_text="of the contract or the law, as the notice will cite it",
                max_length=300,
                verbose_name="clause or article",
            ),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="due_date",
            field=models.DateField(
                help_text="by when the stage should be over; null = it has ended",
                null=True,
                verbose_name="due",
            ),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="facts",
            field=models.TextField(blank=True, default="", verbose_name="facts"),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("late_payment", "payment in default after a demand"),
                    ("breach", "another breach of the contract"),
                    ("credit", "credit that has got worse"),
                    ("ordinary", "ordinary end with notice"),
                    ("insolvency", "insolvency track"),
                    ("sanctions", "sanctions"),
                    ("fraud", "proven fraud"),
                    ("violence", "violence or threats"),
                ],
                default="",
                max_length=12,
                verbose_name="ground",
            ),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="known_since",
            field=models.DateField(
                blank=True,
                help_text="the right to terminate lapses some time after that day",
                null=True,
                verbose_name="ground known since",
            ),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="needs_higher_role",
            field=models.BooleanField(
                default=False,
                help_text="whether the amount is above what a risk officer decides alone",
            ),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                help_text="who has to bring this stage to its end; null = whoever of the role takes it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="round",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="round"),
        ),
        migrations.AddField(
            model_name="removalcase",
            name="stage_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="in this stage since"
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="removalcase",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("assessment", "assessment"),
                    ("legal_review", "legal review"),
                    ("warning", "warning"),
                    ("notice", "notice"),
                    ("rectification", "rectification period"),
                    ("decision", "decision"),
                    ("reduction", "stepwise reduction"),
                    ("termination", "termination"),
                    ("settlement", "settlement"),
                    ("closed", "closed"),
                    ("cured", "cured"),
                    ("withdrawn", "withdrawn"),
                    ("rejected", "rejected"),
                    ("overturned", "overturned on appeal"),
                ],
                default="proposed",
                max_length=13,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="removalcase",
            index=models.Index(fields=["due_date", "id"], name="case_by_due_date"),
        ),
        migrations.AddField(
            model_name="appeal",
            name="acknowledged_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="approvallimits",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="approvallimits",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="caseblock",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="case_blocks",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="caseblock",
            name="lifted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="lifted by",
            ),
        ),
        migrations.AddField(
            model_name="caseblock",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="set by",
            ),
        ),
        migrations.AddField(
            model_name="caseevidence",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="caseevidence",
            name="attachment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.attachment",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="caseevidence",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="casestep",
            name="by",
            field=models.ForeignKey(
                help_text="null = a deadline that passed",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="casestep",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="checklistanswer",
            name="answered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="answered by",
            ),
        ),
        migrations.AddField(
            model_name="checklistanswer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="checklistanswer",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="removal.caseevidence",
                verbose_name="evidence",
            ),
        ),
        migrations.AddField(
            model_name="cureitem",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cureitem",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cure_items",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="cureitem",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checked by",
            ),
        ),
        migrations.AddField(
            model_name="cureitem",
            name="evidence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="removal.caseevidence",
                verbose_name="evidence",
            ),
        ),
        migrations.AddField(
            model_name="cureitem",
            name="submitted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="handed in by",
            ),
        ),
        migrations.AddField(
            model_name="deadlinenotice",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="granted by",
            ),
        ),
        migrations.AddField(
            model_name="immediatereview",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="immediate_reviews",
                to="removal.removalcase",
            ),
        ),
        migrations.AddField(
            model_name="immediatereview",
            name="reviewed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reviewed by",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("case",), name="one_open_appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["upheld", "dismissed", "withdrawn"]),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appeal_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="appeal_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimits",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "in_force"])),
                fields=("state",),
                name="one_of_limits_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimits",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="limits_by_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimits",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="limits_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimits",
            constraint=models.CheckConstraint(
                condition=models.Q(("officer_most__gte", 0), ("two_above__gte", 0)),
                name="limits_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseblock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("customer", "kind"),
                name="one_block_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lifted_at__isnull", True),
                        ("lifted_because", ""),
                        ("lifted_by__isnull", True),
                    ),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="block_lifted_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="block_reason_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="evidence_titled"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attachment__isnull", True), ("sha256", "")),
                    models.Q(
                        ("attachment__isnull", False), models.Q(("sha256", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="evidence_hashed",
            ),
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["act", "at"], name="case_step_by_act"),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.UniqueConstraint(
                fields=("case", "number"), name="case_steps_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act", "approve_case")),
                fields=("case", "round"),
                name="one_approval_per_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act", "propose_removal"), ("from_state", ""), ("to_state", "proposed")
                    ),
                    models.Q(
                        ("act", "approve_case"),
                        ("from_state", "decision"),
                        ("to_state", "termination"),
                    ),
                    models.Q(
                        ("act", "start_assessment"),
                        ("from_state", "proposed"),
                        ("to_state", "assessment"),
                    ),
                    models.Q(
                        ("act", "return_case"),
                        ("from_state", "assessment"),
                        ("to_state", "proposed"),
                    ),
                    models.Q(
                        ("act", "return_case"),
                        ("from_state", "legal_review"),
                        ("to_state", "proposed"),
                    ),
                    models.Q(
                        ("act", "return_case"), ("from_state", "decision"), ("to_state", "proposed")
                    ),
                    models.Q(
                        ("act", "submit_to_legal"),
                        ("from_state", "assessment"),
                        ("to_state", "legal_review"),
                    ),
                    models.Q(
                        ("act", "escalate_case"),
                        ("from_state", "assessment"),
                        ("to_state", "decision"),
                    ),
                    models.Q(
                        ("act", "pass_legal_review"),
                        ("from_state", "legal_review"),
                        ("to_state", "warning"),
                    ),
                    models.Q(
                        ("act", "issue_notice"), ("from_state", "warning"), ("to_state", "notice")
                    ),
                    models.Q(
                        ("act", "start_rectification"),
                        ("from_state", "notice"),
                        ("to_state", "rectification"),
                    ),
                    models.Q(
                        ("act", "submit_for_decision"),
                        ("from_state", "rectification"),
                        ("to_state", "decision"),
                    ),
                    models.Q(
                        ("act", "expire_rectification"),
                        ("from_state", "rectification"),
                        ("to_state", "decision"),
                    ),
                    models.Q(
                        ("act", "accept_cure"), ("from_state", "warning"), ("to_state", "cured")
                    ),
                    models.Q(
                        ("act", "accept_cure"), ("from_state", "notice"), ("to_state", "cured")
                    ),
                    models.Q(
                        ("act", "accept_cure"),
                        ("from_state", "rectification"),
                        ("to_state", "cured"),
                    ),
                    models.Q(
                        ("act", "accept_cure"), ("from_state", "decision"), ("to_state", "cured")
                    ),
                    models.Q(
                        ("act", "accept_cure"), ("from_state", "reduction"), ("to_state", "cured")
                    ),
                    models.Q(
                        ("act", "approve_case"),
                        ("from_state", "decision"),
                        ("to_state", "reduction"),
                    ),
                    models.Q(
                        ("act", "reject_case"), ("from_state", "proposed"), ("to_state", "rejected")
                    ),
                    models.Q(
                        ("act", "reject_case"),
                        ("from_state", "assessment"),
                        ("to_state", "rejected"),
                    ),
                    models.Q(
                        ("act", "reject_case"),
                        ("from_state", "legal_review"),
                        ("to_state", "rejected"),
                    ),
                    models.Q(
                        ("act", "reject_case"), ("from_state", "decision"), ("to_state", "rejected")
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "proposed"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "assessment"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "legal_review"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "warning"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "notice"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "rectification"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "withdraw_case"),
                        ("from_state", "decision"),
                        ("to_state", "withdrawn"),
                    ),
                    models.Q(
                        ("act", "start_termination"),
                        ("from_state", "reduction"),
                        ("to_state", "termination"),
                    ),
                    models.Q(
                        ("act", "start_settlement"),
                        ("from_state", "termination"),
                        ("to_state", "settlement"),
                    ),
                    models.Q(
                        ("act", "close_case"), ("from_state", "settlement"), ("to_state", "closed")
                    ),
                    models.Q(
                        ("act", "reopen_case"), ("from_state", "cured"), ("to_state", "assessment")
                    ),
                    models.Q(
                        ("act", "reopen_case"),
                        ("from_state", "withdrawn"),
                        ("to_state", "assessment"),
                    ),
                    models.Q(
                        ("act", "reopen_case"),
                        ("from_state", "rejected"),
                        ("to_state", "assessment"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "notice"),
                        ("to_state", "overturned"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "rectification"),
                        ("to_state", "overturned"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "decision"),
                        ("to_state", "overturned"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "reduction"),
                        ("to_state", "overturned"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "termination"),
                        ("to_state", "overturned"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "settlement"),
                        ("to_state", "overturned"),
                    ),
                    models.Q(
                        ("act", "overturn_case"),
                        ("from_state", "closed"),
                        ("to_state", "overturned"),
                    ),
                    _connector="OR",
                ),
                name="case_step_allowed",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by__isnull", False), ("act", "expire_rectification"), _connector="OR"
                ),
                name="people_move_cases",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistanswer",
            constraint=models.UniqueConstraint(
                fields=("case", "round", "stage", "code"), name="one_answer_per_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="answer_says_what_was_found"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "legal_review"), _negated=True),
                    ("evidence__isnull", False),
                    _connector="OR",
                ),
                name="legal_answers_have_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="cureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="cure_item_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="cureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "payment"), _negated=True), ("amount__gt", 0), _connector="OR"
                ),
                name="cure_payment_has_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="cureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    ("submitted_by__isnull", True),
                    models.Q(("checked_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="cure_checked_by_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="cureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("checked_by__isnull", True),
                        ("state", "open"),
                        ("submitted_by__isnull", True),
                    ),
                    models.Q(
                        ("checked_by__isnull", True),
                        ("evidence__isnull", False),
                        ("state", "submitted"),
                        ("submitted_by__isnull", False),
                    ),
                    models.Q(
                        ("checked_by__isnull", False),
                        ("evidence__isnull", False),
                        ("state", "verified"),
                        ("submitted_by__isnull", False),
                    ),
                    models.Q(("checked_by__isnull", False), ("state", "failed")),
                    _connector="OR",
                ),
                name="cure_item_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinenotice",
            constraint=models.UniqueConstraint(
                fields=("case", "kind", "due_date"), name="one_notice_per_deadline"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                fields=("case", "round", "number"), name="extensions_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("new_date__gt", models.F("former_date"))),
                name="extension_is_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="extension_reason_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="immediatereview",
            constraint=models.UniqueConstraint(
                fields=("case", "round"), name="one_review_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="immediatereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", ""),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("outcome__in", ["confirmed", "overturned"]),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="immediate_review_whole",
            ),
        ),
    ]
