"""Coming back after a removal: what has to be shown, the request, and another person's decision."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers.models import MONEY, Customer, OfCustomerQuerySet
from removal.models.cases import RemovalCase
from removal.models.listing import ListEntry, person
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import DECIDE_READMISSION
from riskcrm.web.today import today


class ReadmissionChecklist(models.Model):
    """One version of what a removed customer has to show. Another person puts it in force."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("checklist", "proposed")
        IN_FORCE = "in_force", pgettext_lazy("checklist", "in force")
        FORMER = "former", pgettext_lazy("checklist", "former")
        REJECTED = "rejected", pgettext_lazy("checklist", "rejected")

    class Proof(models.TextChoices):
        """What the book itself must say before a line can pass."""

        NONE = "none", _("evidence in words")
        NOTHING_OWED = "nothing_owed", _("nothing is owed any more")
        WAITED = "waited", _("so many months since the exit")
        CREDIT_REPORT = "credit_report", _("a credit report that is valid")

    number = models.PositiveIntegerField(_("version"), unique=True)
    criteria = models.JSONField(default=list, help_text="code, names, helps, proof and months")
    note = models.TextField(_("what changes and why"), blank=True, default="")
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    proposed_by = person(_("proposed by"), null=True, help_text="null = the first one")
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = person(pgettext_lazy("checklist", "decided by"), null=True)
    decided_at = models.DateTimeField(pgettext_lazy("checklist", "decided at"), null=True)

    class Meta:
        verbose_name = _("readmission checklist")
        verbose_name_plural = _("readmission checklists")
        permissions = [("decide_readmissionchecklist", "Can put checklists of others in force")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_force"), name="one_checklist_in_force"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="proposed"), name="one_proposed_checklist"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, number=1)
                | Q(state="proposed", decided_by__isnull=True)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="checklist_by_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"readmission checklist {self.number}"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The criteria with name and help in the reader's language."""
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        proofs = dict(self.Proof.choices)
        return [
            line
            | {
                "name": line[f"name_{language}"],
                "help": line[f"help_{language}"],
                "needs": proofs[line["proof"]],
            }
            for line in self.criteria
        ]


class ReadmissionQuerySet(OfCustomerQuerySet["Readmission"]):
    def open(self) -> Self:
        return self.filter(state=Readmission.State.WAITING)

    def decidable_by(self, user: User) -> Self:
        """Those that wait for this person, who neither asked nor proposed the entry in force."""
        if user.kind != User.Kind.PERSON or not user.has_perm(DECIDE_READMISSION):
            return self.none()
        listing = ListEntry.objects.open().filter(Q(proposed_by=user) | Q(responsible=user))
        waiting = self.visible_to(user).open().exclude(responsible=user)
        return waiting.exclude(customer__in=listing.values("customer"))

    def with_conditions(self) -> Self:
        """Approved ones that bind today: the probation runs, or has no end."""
        runs = Q(probation_until__isnull=True) | Q(probation_until__gte=today())
        bound = Q(needs_prepayment=True) | Q(most_credit__isnull=False) | ~Q(conditions="")
        probation = Q(probation_until__isnull=False)
        approved = self.filter(state=Readmission.State.APPROVED)
        return approved.filter(runs, bound | probation)


class Readmission(models.Model):
    """A request to let a removed customer come back; it then goes through onboarding again.

    The database refuses a decision by who asked, and by who proposed the entry that it lifts.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("readmission", "waiting for decision")
        APPROVED = "approved", pgettext_lazy("readmission", "approved")
        REJECTED = "rejected", pgettext_lazy("readmission", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("readmission", "withdrawn")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="readmissions")
    case = models.ForeignKey(
        RemovalCase, null=True, blank=True, on_delete=models.PROTECT, related_name="readmissions"
    )
    entry = models.ForeignKey(
        ListEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="readmissions",
        help_text="the entry that approval lifts",
    )  # fmt: skip
    checklist = models.ForeignKey(ReadmissionChecklist, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, help_text="code of the criterion → evidence in words")
    summary = models.TextField(_("why they may come back"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    needs_prepayment = models.BooleanField(_("prepayment only"), default=False)
    most_credit = models.DecimalField(
        _("most credit"), **MONEY, null=True, blank=True, help_text=_("in base currency")
    )
    probation_until = models.DateField(_("on probation until"), null=True, blank=True)
    conditions = models.TextField(_("other conditions"), blank=True, default="")
    requested_by = person(pgettext_lazy("readmission", "requested by"))
    responsible = person("", help_text="the requester, or who answers for the service user")
    requested_at = models.DateTimeField(pgettext_lazy("readmission", "requested at"))
    decided_by = person(pgettext_lazy("readmission", "decided by"), null=True)
    decided_at = models.DateTimeField(pgettext_lazy("readmission", "decided at"), null=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReadmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("readmission")
        verbose_name_plural = _("readmissions")
        permissions = [
            ("propose_readmission", "Can ask that a removed customer may come back"),
            ("decide_readmission", "Can decide on readmissions that others asked for"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="waiting"), name="one_open_readmission"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "rejected", "withdrawn"]),
                name="readmission_state",
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="readmission_summary_given"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, reason="")
                | (
                    ~Q(state="waiting")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="readmission_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"])
                | (~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("responsible"))),
                name="readmitted_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(most_credit__isnull=True) | Q(most_credit__gte=0),
                name="readmission_credit_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="readmission_by_state"),
            models.Index(fields=["requested_at", "id"], name="readmission_by_time"),
        ]

    def __str__(self) -> str:
        return f"readmission {self.pk}"
