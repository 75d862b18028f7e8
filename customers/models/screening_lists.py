"""Lists that customers are held against, their versions, and what stands on them."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User

LEAST_SCORE = 80  # below it two names are not alike; docs/screening.md says how it was chosen


def version_path(instance: ScreeningListVersion, filename: str) -> str:
    """Where a list's file is kept: by its hash, never by the name a person gave it."""
    return f"imports/{instance.sha256}"


class ScreeningList(models.Model):
    """A list of names: published by others, or the own restricted list."""

    class Kind(models.TextChoices):
        SANCTIONS = "sanctions", _("sanctions")
        COURT = "court", _("court dishonest debtors")
        PUBLIC = "public", _("other public list")
        OWN = "own", _("own restricted list")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.CharField(
        _("source"), max_length=300, blank=True, default="", help_text=_("who publishes it, where")
    )
    least_score = models.PositiveSmallIntegerField(
        _("least score"),
        default=LEAST_SCORE,
        help_text=_("From this score on a name is a hit: 80 finds most misspellings, 96 none."),
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    created_at = models.DateTimeField(_("created at"))
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("screening list")
        verbose_name_plural = _("screening lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["sanctions", "court", "public", "own"]),
                name="screening_list_kind",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="screening_list_named"),
            models.CheckConstraint(
                condition=Q(least_score__gte=LEAST_SCORE, least_score__lte=100),
                name="screening_list_least_score",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScreeningListVersion(models.Model):
    """A file of a list as it was published on a day, from upload through check to its intake."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        APPLYING = "applying", _("being taken in")
        APPLIED = "applied", _("in force")
        FAILED = "failed", _("failed")

    WAITING = (State.CHECKING, State.APPLYING)

    of_list = models.ForeignKey(ScreeningList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"), null=True, help_text="null = not taken in")
    published_date = models.DateField(_("published on"))
    is_complete = models.BooleanField(
        default=True, help_text="entries that are not in the file end"
    )
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to=version_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict, help_text="mapping, date format, encoding")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CHECKING
    )
    base = models.PositiveIntegerField(default=0, help_text="the version the check compared with")
    counts = models.JSONField(default=dict, help_text="rows, added, changed, ended, unchanged")
    preview = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField(_("error"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("taken in at"), null=True)

    class Meta:
        verbose_name = _("list version")
        verbose_name_plural = _("list versions")
        constraints = [
            models.UniqueConstraint(
                fields=["of_list", "number"], name="one_list_version_per_number"
            ),
            models.CheckConstraint(
                condition=Q(state="applied", number__isnull=False, applied_at__isnull=False)
                | (~Q(state="applied") & Q(number__isnull=True)),
                name="applied_list_version_numbered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="list_version_waiting",
                condition=Q(state__in=["checking", "applying"]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ScreeningEntryQuerySet(models.QuerySet["ScreeningEntry"]):
    def standing(self) -> Self:
        """Entries that their lists still hold."""
        return self.filter(ended_at__isnull=True)

    def search(self, folded: str) -> Self:
        """Those in whose names or number these letters stand, as screening reads both."""
        if not folded:
            return self.none()
        by_pairs = RawSQL(  # the index's own expression
            "customer_grams(customers_screeningentry.folded) @@ customer_gram_query(%s)",
            [folded],
            output_field=models.BooleanField(),
        )
        return self.filter(by_pairs, folded__contains=folded)


class ScreeningEntry(models.Model):
    """Somebody on a list. Its id is stable; what it said before is in its revisions."""

    class ReasonClass(models.TextChoices):
        FRAUD = "fraud", _("fraud or forged documents")
        DEFAULT = "default", _("unpaid debts")
        BREACH = "breach", _("breach of contract")
        CONDUCT = "conduct", _("conduct towards our people")
        LEGAL = "legal", _("legal or regulatory reason")
        OTHER = "other", _("other reason")

    class Scope(models.TextChoices):
        COMPANY = "company", _("the company alone")
        PERSONS = "persons", _("the persons behind it")
        BOTH = "both", _("company and persons")

    class Bars(models.TextChoices):
        """What is not done with who is listed, the gravest first."""

        ALL_TRADE = "all_trade", _("all trade")
        NEW_CREDIT = "new_credit", _("new credit")
        ONBOARDING = "onboarding", _("onboarding")

    of_list = models.ForeignKey(ScreeningList, on_delete=models.PROTECT, related_name="entries")
    source_key = models.CharField(_("key on the list"), max_length=120)
    name = models.CharField(_("name"), max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    registration_number = models.CharField(
        _("registration number"), max_length=40, blank=True, default=""
    )
    country = models.CharField(_("country"), max_length=80, blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")
    reason_class = models.CharField(
        _("class of reason"), max_length=10, choices=ReasonClass.choices, blank=True, default=""
    )
    scope = models.CharField(
        _("who is listed"), max_length=10, choices=Scope.choices, blank=True, default=""
    )
    bars = models.CharField(
        _("what is barred"), max_length=10, choices=Bars.choices, blank=True, default="",
        db_default="", help_text="empty = as all trade",
    )  # fmt: skip
    valid_from = models.DateField(_("listed on"), null=True, blank=True)
    valid_until = models.DateField(_("listed until"), null=True, blank=True)
    review_date = models.DateField(_("review on"), null=True, blank=True)
    keys = ArrayField(models.IntegerField(), default=list, editable=False)
    is_cut = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="its names are like more customers than are looked at",
    )
    folded = models.TextField(
        default="", editable=False, help_text="names and number as screening reads them"
    )
    changed_in = models.ForeignKey(
        ScreeningListVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScreeningEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("list entry")
        verbose_name_plural = _("list entries")
        constraints = [
            models.UniqueConstraint(
                fields=["of_list", "source_key"], name="one_list_entry_per_key"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source_key=""), name="list_entry_named"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                name="list_entry_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(bars__in=["", "all_trade", "new_credit", "onboarding"]),
                name="list_entry_bars",
            ),
        ]
        indexes = [
            GinIndex(fields=["keys"], name="list_entry_keys", fastupdate=False),
            models.Index(fields=["name", "id"], name="list_entry_by_name"),
            models.Index(fields=["of_list", "name", "id"], name="list_entry_by_list"),
            models.Index(fields=["recorded_at", "id"], name="list_entry_by_time"),
            models.Index(
                fields=["of_list"], name="list_entry_standing", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]


class ScreeningEntryRevision(models.Model):
    """What an entry said before a change: the former values of the columns that changed."""

    entry = models.ForeignKey(
        ScreeningEntry, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    version = models.PositiveIntegerField(help_text="the version that the change superseded")
    former = models.JSONField(encoder=DjangoJSONEncoder, help_text="column -> value before")
    superseded_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, help_text="name of who changed it, as it was")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "version"], name="one_list_entry_state_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} until {self.superseded_at}"
