"""Reads of internal control: where controls stand, items in words, results in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.control.sampling import DEFAULT_CONFIDENCE
from monitoring.models import Control, ControlTest, Finding, PopulationRow, SampleItem
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import in_words
from riskcrm.web.templatetags.riskcrm import figure_text

EVENT = "event"


def controls() -> QuerySet[Control]:
    """Each with how often it was tested, up to which day, and what is open of it."""
    drawn = ControlTest.objects.exclude(state=ControlTest.State.REDRAWN)
    own = drawn.filter(control=OuterRef("pk")).order_by()
    open_ones = Finding.objects.open().filter(item__test__control=OuterRef("pk")).order_by()
    return Control.objects.select_related("owner").annotate(
        test_count=_counted(own.values("control")),
        latest_day=Subquery(own.order_by("-final_date").values("final_date")[:1]),
        finding_count=_counted(open_ones.values("item__test__control")),
    )


def _counted(rows: QuerySet[Any, Any]) -> Coalesce:
    counts = rows.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def control_tests() -> QuerySet[ControlTest]:
    return ControlTest.objects.select_related("control__owner", "tester", "signed_by")


def findings(user: Any) -> QuerySet[Finding]:
    rows = Finding.objects.visible_to(user)
    return rows.select_related("owner", "raised_by", "closed_by", "item__test__control")


def population_of(test: ControlTest) -> QuerySet[PopulationRow]:
    place = SampleItem.objects.filter(row=OuterRef("pk")).values("place")
    rows = test.population.select_related("test__control")
    return rows.annotate(drawn_place=Subquery(place))


def say_items(rows: Iterable[Any]) -> None:
    """Give each row of a population the words and the name of who did it, in two queries."""
    listed = list(rows)
    ids = [row.row_id for row in listed if row.kind == EVENT]
    events = Event.objects.select_related("payload").in_bulk(ids) if ids else {}
    people = User.objects.in_bulk({row.by_id for row in listed if row.by_id})
    for row in listed:
        event = events.get(row.row_id) if row.kind == EVENT else None
        row.words = in_words(event).sentence if event else row.label
        row.by_name = people.get(row.by_id)


def items_of(test: ControlTest, *, after: int = 0, most: int = 100) -> list[SampleItem]:
    """Items of the sample in the order in which they were drawn, each with its words."""
    rows = test.items.filter(place__gt=after).select_related("row__test__control")
    items = list(rows.order_by("place")[:most])
    counts = Finding.objects.filter(item__in=items).values_list("item").annotate(n=Count("pk"))
    found = dict(counts.order_by())
    say_items(item.row for item in items)
    for item in items:
        item.finding_count = found.get(item.pk, 0)  # type: ignore[attr-defined]
    return items


def result_sentence(test: ControlTest) -> str:
    """What the figures of a finished test say."""
    if test.deviations is None or test.judged is None:
        return ""
    said = {
        "judged": figure_text(test.judged),
        "deviations": figure_text(test.deviations),
        "bound": "" if test.upper_bound is None else figure_text(test.upper_bound * 100, 1),
        "confidence": test.confidence or DEFAULT_CONFIDENCE,
        "tolerable": test.tolerable,
    }
    if not test.judged:
        return _("No item could be judged, so nothing can be said of the control.")
    counted = ngettext(
        "%(deviations)s of %(judged)s items deviates.",
        "%(deviations)s of %(judged)s items deviate.",
        test.deviations,
    )
    if test.method == ControlTest.Method.ALL:
        rate = _("All items were looked at: the rate is %(bound)s %%.")
        return " ".join([counted % said, rate % said])
    bound = _("With %(confidence)s %% confidence at most %(bound)s %% of all do.")
    return " ".join(filter(None, [counted % said, bound % said, _tolerated(test, said)]))


def _tolerated(test: ControlTest, said: dict[str, Any]) -> str:
    """Whether the control held, where the sample was large enough to tell."""
    if test.method != ControlTest.Method.RANDOM or test.upper_bound is None:
        return ""
    if test.upper_bound * 100 <= (test.tolerable or 0):
        return _("The tolerable rate is %(tolerable)s %%: the control held.") % said
    return _("The tolerable rate is %(tolerable)s %%: that it held is not shown.") % said
