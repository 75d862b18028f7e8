"""Lists that customers are held against, what stands on them, and the hits people decide on."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.book import Customer, OfCustomerQuerySet
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
    valid_from = models.DateField(_("listed on"), null=True, blank=True)
    valid_until = models.DateField(_("listed until"), null=True, blank=True)
    review_date = models.DateField(_("review on"), null=True, blank=True)
    keys = ArrayField(models.IntegerField(), default=list, editable=False)
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


class CustomerKeys(models.Model):
    """By which keys a customer's names and number are found when a list changes."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    keys = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="customer_keys", fastupdate=False)]

    def __str__(self) -> str:
        return f"keys of {self.customer_id}"


class ScreeningDue(models.Model):
    """A customer or an entry that is to be screened. The row is the queue.

    Customers get here by triggers, whichever way they came. Rows of customers have no constraint
    to the book: it would cost an import of a million a look-up each, and a row without its customer
    is simply thrown away.
    """

    customer = models.ForeignKey(
        Customer,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    entry = models.ForeignKey(
        ScreeningEntry, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, entry__isnull=True)
                | Q(customer__isnull=True, entry__isnull=False),
                name="screening_due_of_one",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="screening_due_entries", condition=Q(entry__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"due: customer {self.customer_id}, entry {self.entry_id}"


class ScreeningHitQuerySet(OfCustomerQuerySet["ScreeningHit"]):
    def open(self) -> Self:
        return self.filter(state=ScreeningHit.State.OPEN)


class ScreeningHit(models.Model):
    """A customer whose name or number is like an entry's; a person decides whether it is the same.

    One that was dismissed does not come back while neither name is another one.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "open")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")

    class How(models.TextChoices):
        NUMBER = "number", _("same registration number")
        EXACT = "exact", _("same name")
        NORMALISED = "normalised", _("same name but for its legal form or the order of its words")
        PINYIN = "pinyin", _("sounds alike in pinyin")
        FUZZY = "fuzzy", _("differs by a character or so")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="screening_hits", db_index=False
    )
    entry = models.ForeignKey(ScreeningEntry, on_delete=models.PROTECT, related_name="hits")
    entry_version = models.PositiveIntegerField(help_text="the version of the entry that was seen")
    customer_name = models.CharField(max_length=200, help_text="which of the customer's names")
    entry_name = models.CharField(max_length=200, help_text="which of the entry's names")
    score = models.PositiveSmallIntegerField(_("score"), help_text="0 to 100")
    how = models.CharField(_("found by"), max_length=10, choices=How.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(_("found at"))

    objects = ScreeningHitQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening hit")
        verbose_name_plural = _("screening hits")
        permissions = [
            ("decide_screeninghit", "Can decide whether a hit is the customer"),
            ("screen_name", "Can screen a name against the lists"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "entry", "customer_name", "entry_name"],
                name="one_hit_per_names_seen",
            ),
            models.UniqueConstraint(
                fields=["customer", "entry"], condition=Q(state="open"), name="one_open_hit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "confirmed", "dismissed"]), name="hit_state"
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="hit_score"),
        ]
        indexes = [
            models.Index(fields=["state", "score", "id"], name="hit_by_score"),
            models.Index(fields=["state", "found_at", "id"], name="hit_by_time"),
            models.Index(fields=["score", "id"], name="hit_of_any_state_by_score"),
            models.Index(fields=["found_at", "id"], name="hit_of_any_state_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_name} ~ {self.entry_name}"


class ScreeningDecision(models.Model):
    """What a person decided about a hit, and why. The latest counts; none is taken away."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")

    hit = models.ForeignKey(ScreeningHit, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision on a hit")
        verbose_name_plural = _("decisions on hits")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["confirmed", "dismissed"]), name="hit_decision_outcome"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hit_decision_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} hit {self.hit_id}"
