"""The control catalogue, and tests of controls."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from removal.models.listing import person
from riskcrm.accounts.models import User


class Control(models.Model):
    """What keeps a risk down, who answers for it, and what a test of it looks at."""

    class Frequency(models.TextChoices):
        EACH = "each", pgettext_lazy("frequency", "at each act")
        DAILY = "daily", pgettext_lazy("frequency", "daily")
        WEEKLY = "weekly", pgettext_lazy("frequency", "weekly")
        MONTHLY = "monthly", pgettext_lazy("frequency", "monthly")
        QUARTERLY = "quarterly", pgettext_lazy("frequency", "quarterly")
        YEARLY = "yearly", pgettext_lazy("frequency", "yearly")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    assures_en = models.TextField()
    assures_zh = models.TextField()
    risk_en = models.TextField()
    risk_zh = models.TextField()
    frequency = models.CharField(_("frequency"), max_length=9, choices=Frequency.choices)
    is_key = models.BooleanField(_("key control"), default=False)
    attributes = models.JSONField(help_text="what is tested of each item: code, en, zh")
    population = models.SlugField(_("population"), max_length=40)
    is_always_whole = models.BooleanField(
        _("tested in full"), default=False, help_text="the sample is the whole population"
    )
    owner = person(_("owner"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("control")
        verbose_name_plural = _("controls")
        default_permissions = ("view", "change")
        permissions = [("make_evidence_bundle", "Can take out evidence of a customer or case")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return self._in_language("name")

    @property
    def assures(self) -> str:
        return self._in_language("assures")

    @property
    def risk(self) -> str:
        return self._in_language("risk")

    @property
    def attribute_names(self) -> dict[str, str]:
        """Code → name in the reader's language."""
        key = "zh" if (get_language() or "").startswith("zh") else "en"
        return {each["code"]: each[key] for each in self.attributes}

    def _in_language(self, field: str) -> str:
        ending = "zh" if (get_language() or "").startswith("zh") else "en"
        return str(getattr(self, f"{field}_{ending}"))


class ControlTestQuerySet(models.QuerySet["ControlTest"]):
    def to_sign_by(self, user: User) -> Self:
        """Finished ones that this person may sign: neither their own, nor of their controls."""
        if user.kind != User.Kind.PERSON or not user.has_perm("monitoring.sign_controltest"):
            return self.none()
        finished = self.filter(state=ControlTest.State.FINISHED).exclude(tester=user)
        return finished.filter(~Q(control__owner=user) | Q(control__owner__isnull=True))


class ControlTest(models.Model):
    """A test of a control for a period: a saved population, a sample, a result.

    The sample follows from the seed and the population's hash; see `control/sampling.py`. Another
    draw is another test that names this one and says why.
    """

    class Method(models.TextChoices):
        RANDOM = "random", pgettext_lazy("sample", "random, by confidence")
        JUDGEMENT = "judgement", pgettext_lazy("sample", "random, of a chosen size")
        ALL = "all", pgettext_lazy("sample", "all items")

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("control test", "running")
        FINISHED = "finished", pgettext_lazy("control test", "finished, to be signed")
        SIGNED = "signed", pgettext_lazy("control test", "signed")
        REDRAWN = "redrawn", pgettext_lazy("control test", "drawn anew")

    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="tests")
    first_date = models.DateField(_("first day"))
    final_date = models.DateField(_("final day"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    method = models.CharField(_("method"), max_length=9, choices=Method.choices)
    confidence = models.PositiveSmallIntegerField(_("confidence, %"), null=True)
    tolerable = models.PositiveSmallIntegerField(_("tolerable deviation rate, %"), null=True)
    population_size = models.PositiveIntegerField(_("population"))
    population_hash = models.CharField(_("hash of the population"), max_length=64)
    sample_size = models.PositiveIntegerField(_("sample"))
    seed = models.CharField(_("seed"), max_length=64)
    tester = person(_("tested by"))
    drawn_at = models.DateTimeField(_("drawn at"))
    redraws = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="redrawn_as"
    )
    redraw_reason = models.TextField(_("why drawn anew"), blank=True, default="")
    deviations = models.PositiveIntegerField(_("deviations"), null=True)
    judged = models.PositiveIntegerField(_("items judged"), null=True)
    upper_bound = models.DecimalField(
        _("upper bound"), max_digits=7, decimal_places=6, null=True,
        help_text="of the rate of deviations, at the test's confidence; null = not estimated",
    )  # fmt: skip
    conclusion = models.TextField(_("conclusion"), blank=True, default="")
    finished_at = models.DateTimeField(_("finished at"), null=True)
    signed_by = person(_("signed by"), null=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ControlTestQuerySet.as_manager()

    class Meta:
        verbose_name = _("control test")
        verbose_name_plural = _("control tests")
        default_permissions = ("add",)
        permissions = [("sign_controltest", "Can sign tests of controls that others did")]
        constraints = [
            models.UniqueConstraint(
                fields=["control", "first_date", "final_date"], condition=Q(redraws__isnull=True),
                name="one_first_draw_of_a_period",
            ),
            models.CheckConstraint(
                condition=Q(final_date__gte=F("first_date")), name="control_test_of_a_period"
            ),
            models.CheckConstraint(
                condition=Q(redraws__isnull=True, redraw_reason="")
                | Q(redraws__isnull=False) & ~Q(redraw_reason=""),
                name="redrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("tester")),
                name="control_test_signed_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "redrawn"], finished_at__isnull=True)
                | Q(state__in=["finished", "signed"], finished_at__isnull=False,
                    deviations__isnull=False, judged__isnull=False) & ~Q(conclusion=""),
                name="control_test_finished_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_by__isnull=False, signed_at__isnull=False)
                | ~Q(state="signed") & Q(signed_by__isnull=True),
                name="control_test_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(sample_size__lte=F("population_size")), name="sample_of_population"
            ),
            models.CheckConstraint(
                condition=Q(method="random", confidence__isnull=False, tolerable__isnull=False)
                | Q(method__in=["judgement", "all"]),
                name="random_sample_has_its_confidence",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["-drawn_at", "-id"], name="control_test_by_time")]

    def __str__(self) -> str:
        return f"test {self.pk} of {self.control}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING


class PopulationRow(models.Model):
    """One item of a test's population as it was when the sample was drawn. It never changes."""

    test = models.ForeignKey(ControlTest, on_delete=models.PROTECT, related_name="population")
    kind = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    at = models.DateTimeField(_("time"))
    label = models.CharField(_("item"), max_length=200)
    customer_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True, help_text="who performed the control")
    page_id = models.BigIntegerField(help_text="the id in the address of its page")

    class Meta:
        verbose_name = _("item of a population")
        verbose_name_plural = _("items of a population")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["test", "kind", "row_id"], name="in_population_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"


class SampleItem(models.Model):
    """An item that was drawn, and what the test of it showed."""

    class Outcome(models.TextChoices):
        PASS = "pass", pgettext_lazy("test item", "passed")
        FAIL = "fail", pgettext_lazy("test item", "deviation")
        NOT_APPLICABLE = "na", pgettext_lazy("test item", "not applicable")

    test = models.ForeignKey(ControlTest, on_delete=models.PROTECT, related_name="items")
    row = models.OneToOneField(PopulationRow, on_delete=models.PROTECT, related_name="drawn")
    place = models.PositiveIntegerField(_("place"))
    rank = models.CharField(max_length=64, help_text="the hash by which it was drawn")
    outcome = models.CharField(
        _("result"), max_length=4, choices=Outcome.choices, blank=True, default=""
    )
    results = models.JSONField(default=dict, help_text="attribute → pass, fail or na")
    note = models.TextField(_("note"), blank=True, default="")
    evidence = models.CharField(_("evidence"), max_length=500, blank=True, default="")
    tested_at = models.DateTimeField(_("tested at"), null=True)

    class Meta:
        verbose_name = _("sample item")
        verbose_name_plural = _("sample items")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["test", "place"], name="sample_place_once"),
            models.CheckConstraint(
                condition=Q(outcome="", tested_at__isnull=True)
                | ~Q(outcome="") & Q(tested_at__isnull=False),
                name="sample_item_tested_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["fail", "na"]) | ~Q(note=""), name="deviation_is_told"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.place} of test {self.test_id}"
