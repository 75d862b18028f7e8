"""Who belongs together: groups of customers, and who owns, guarantees or represents them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import MONEY, Customer, OfCustomerQuerySet
from customers.models.contacts import VERIFIED_BY_ANOTHER, VERIFIED_WHOLE, Entered, Verifiable
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

GROUP_FIELDS = ("code", "name", "credit_limit", "note")


class CustomerGroupQuerySet(models.QuerySet["CustomerGroup"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Groups with a member that the person sees, and those the person has made."""
        if user.is_authenticated and user.is_active and user.has_perm(ALL_CUSTOMERS):
            return self
        members = GroupMembership.objects.visible_to(user)
        return self.filter(Q(pk__in=members.values("group_id")) | Q(created_by_id=user.pk))


class CustomerGroup(models.Model):
    """Customers that stand or fall together, so that their exposure is looked at as one.

    One that is over is ended, not deleted: its members of then can be read on.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(max_length=200, editable=False, default="")
    credit_limit = models.DecimalField(
        _("limit of the group"),
        **MONEY,
        null=True,
        blank=True,
        help_text=_("In the base currency. Empty: the sum of the members' limits counts."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    ended_date = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    ended_because = models.CharField(
        _("reason"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CustomerGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""), name="group_code_and_name_given"
            ),
            models.CheckConstraint(
                condition=Q(credit_limit__isnull=True) | Q(credit_limit__gte=0),
                name="group_limit_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True, ended_because="")
                | (Q(ended_date__isnull=False) & ~Q(ended_because="")),
                name="group_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="group_by_name")]

    def __str__(self) -> str:
        return self.name


class GroupMembershipQuerySet(OfCustomerQuerySet["GroupMembership"]):
    def in_force(self, day: dt.date) -> Self:
        """Those of the day; from the day that it ends on, a group has no members."""
        stands = Q(group__ended_date__isnull=True) | Q(group__ended_date__gt=day)
        open_ended = Q(until_date__isnull=True) | Q(until_date__gte=day)
        return self.filter(stands, open_ended, from_date__lte=day)


class GroupMembership(models.Model):
    """A customer belongs to a group from a day on, until another; to one group at a time."""

    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT, related_name="memberships")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    from_date = models.DateField(_("member since"))
    until_date = models.DateField(_("member until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "from_date"], name="one_membership_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(until_date__isnull=True),
                name="one_group_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["from_date", "id"], name="membership_by_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.group_id} since {self.from_date}"


class PartyState(models.Model):
    """What is said of a related party. Shared by the current row and its revisions."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent company")
        SUBSIDIARY = "subsidiary", _("subsidiary")
        GUARANTOR = "guarantor", _("guarantor")
        OWNER = "owner", _("beneficial owner")
        REPRESENTATIVE = "representative", _("legal representative")
        SAME_CONTROL = "same_control", _("under the same control")
        SPOUSE = "spouse", _("spouse")
        OTHER = "other", pgettext_lazy("related party", "other")

    kind = models.CharField(_("relation"), max_length=14, choices=Kind.choices)
    other = models.ForeignKey(
        Customer,
        verbose_name=_("other customer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    name = models.CharField(pgettext_lazy("related party", "name"), max_length=200, blank=True,
                            default="")  # fmt: skip
    id_number = models.CharField(
        _("ID or registration number"), max_length=60, blank=True, default=""
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, default="", help_text=_("two letters, ISO 3166")
    )
    share_percent = models.DecimalField(
        _("share, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    guarantee_amount = models.DecimalField(_("guaranteed amount"), **MONEY, null=True, blank=True)
    guarantee_currency = models.CharField(
        _("currency of the guarantee"), max_length=3, blank=True, default=""
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class RelatedPartyQuerySet(OfCustomerQuerySet["RelatedParty"]):
    def seen_by(self, user: User | AnonymousUser) -> Self:
        """Those of visible customers; `other_seen` tells whether the other customer is one too."""
        others = Customer.objects.visible_to(user).filter(pk=OuterRef("other_id"))
        rows = self.visible_to(user).select_related("customer", "other", "verified_by")
        return rows.annotate(other_seen=Exists(others))

    def in_force(self, day: dt.date) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class RelatedParty(Verifiable, Entered, PartyState):
    """Somebody who stands behind a customer: another customer, or a person or firm outside.

    Read it as "the party is the customer's …": its parent company, its guarantor.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="parties", db_index=False
    )
    source_key = models.CharField(_("source key"), max_length=80)

    objects = RelatedPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("related party")
        verbose_name_plural = _("related parties")
        constraints = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_party_per_key"),
            models.CheckConstraint(
                condition=(Q(other__isnull=True) & ~Q(name="")) | Q(other__isnull=False, name=""),
                name="party_customer_or_name",
            ),
            models.CheckConstraint(condition=~Q(other=F("customer")), name="party_is_other"),
            models.CheckConstraint(
                condition=Q(share_percent__isnull=True)
                | Q(share_percent__gt=0, share_percent__lte=100),
                name="party_share_of_hundred",
            ),
            models.CheckConstraint(
                condition=Q(guarantee_amount__isnull=True, guarantee_currency="")
                | (Q(guarantee_amount__gt=0) & ~Q(guarantee_currency="")),
                name="party_guarantee_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="party_ends_after_start",
            ),
            models.CheckConstraint(condition=VERIFIED_WHOLE, name="party_verified_whole"),
            models.CheckConstraint(
                condition=VERIFIED_BY_ANOTHER, name="party_verified_by_second_person"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-id"], name="party_by_kind"),
            models.Index(
                fields=["-id"], condition=Q(verified_at__isnull=False), name="party_verified"
            ),
            models.Index(fields=["other"], condition=Q(other__isnull=False), name="party_by_other"),
            models.Index(
                OpClass(Upper("name"), "text_pattern_ops"),
                condition=~Q(name=""),
                name="party_by_name",
            ),
            models.Index(
                fields=["id_number"], condition=~Q(id_number=""), name="party_by_id_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other or self.name}"


class RelatedPartyRevision(PartyState):
    """A former state of a related party, true until it was superseded."""

    party = models.ForeignKey(RelatedParty, on_delete=models.CASCADE, related_name="revisions")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "party", "superseded_at"], name="one_party_state_at_a_time"
            )
        ]
        indexes = [
            models.Index(
                fields=["other"],
                condition=Q(other__isnull=False),
                name="party_state_by_other",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} until {self.superseded_at}"
