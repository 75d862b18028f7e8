"""Controls: who owns them, and drawing samples of them that anybody can draw again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from monitoring.control import sampling
from monitoring.control.populations import POPULATIONS, Population
from monitoring.models import Control, ControlTest, PopulationRow, SampleItem
from riskcrm.accounts.control_rights import (
    ANSWER_FINDINGS,
    KEEP_CONTROLS,
    TEST_CONTROLS,
)
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date, organisation_zone

Method, State = ControlTest.Method, ControlTest.State
BATCH = 5_000
MOST_ITEMS = 1_000_000


@dataclass(frozen=True)
class Sampling:
    """How a sample is to be drawn."""

    method: str = Method.RANDOM
    confidence: int = sampling.DEFAULT_CONFIDENCE
    tolerable: int = 5
    size: int | None = None  # of a judgemental sample; None = as is usual for the frequency


def change_control(
    control: Control, *, owner: User | None, frequency: str, by: User, at: dt.datetime,
    version: int | None = None,
) -> Control:  # fmt: skip
    """Say who answers for a control and how often it is performed."""
    check_right(by, KEEP_CONTROLS)
    if owner is not None and not (owner.is_active and owner.has_perm(ANSWER_FINDINGS)):
        raise Refused(
            _("%(name)s cannot answer for controls: the role does not allow it.") % {"name": owner},
            code="wrong_owner",
            field="owner",
        )
    with transaction.atomic():
        row = Control.objects.select_for_update(of=("self",)).get(pk=control.pk)
        if version is not None and row.version != version:
            raise stale()
        before = {"owner": str(row.owner or ""), "frequency": row.frequency}
        row.owner, row.frequency = owner, Control.Frequency(frequency)
        row.version += 1
        row.save(update_fields=["owner", "frequency", "version"])
        after = {"owner": str(owner or ""), "frequency": frequency}
        record("change_control", by=by.as_actor(), obj=row, before=before, after=after, at=at)
    return row


# --- drawing ---


def draw_sample(
    control: Control, *, first_date: dt.date, final_date: dt.date, how: Sampling, by: User,
    at: dt.datetime,
) -> ControlTest:  # fmt: skip
    """Save the population of a period and draw a sample of it.

    Refused for the control's owner, for who performed any of it, for a period that is not over,
    and where a sample of this period was drawn before: see `redraw_sample`.
    """
    return _draw(control, first_date, final_date, how, by=by, at=at)


def redraw_sample(
    test: ControlTest, *, how: Sampling, reason: str, by: User, at: dt.datetime
) -> ControlTest:
    """Draw anew, in place of a test that runs. The former draw stays, with the reason beside it."""
    if not reason.strip():
        raise Refused(_("Say why the sample is drawn anew."), code="reason_missing", field="reason")
    with transaction.atomic():
        claimed = ControlTest.objects.filter(pk=test.pk, state=State.RUNNING)
        if not claimed.update(state=State.REDRAWN, version=F("version") + 1):
            raise Refused(_("Only a running test is drawn anew."), code="not_running")
        return _draw(
            test.control, test.first_date, test.final_date, how, by=by, at=at, former=test,
            reason=reason.strip(),
        )  # fmt: skip


def _draw(
    control: Control, first_date: dt.date, final_date: dt.date, how: Sampling, *, by: User,
    at: dt.datetime, former: ControlTest | None = None, reason: str = "",
) -> ControlTest:  # fmt: skip
    check_may_test(control, by=by)
    _check_period(first_date, final_date, at=at)
    with transaction.atomic():
        lock(f"control_test_{control.pk}")
        same = ControlTest.objects.filter(
            control=control, first_date=first_date, final_date=final_date
        )
        if former is None and same.exists():
            raise Refused(
                _("A sample of this control and period was drawn before. Open it; it can be drawn "
                  "anew there, with a reason."),
                code="drawn_before",
            )  # fmt: skip
        population = POPULATIONS[control.population]
        items = list(islice(population.rows(_period(first_date, final_date)), MOST_ITEMS))
        _check_population(population, items, control, by=by)
        digest = sampling.population_hash((population.kind, item[0]) for item in items)
        method = Method.ALL if control.is_always_whole else Method(how.method)
        test = ControlTest.objects.create(
            control=control, first_date=first_date, final_date=final_date, method=method,
            confidence=None if method == Method.ALL else how.confidence,
            tolerable=how.tolerable if method == Method.RANDOM else None,
            population_size=len(items), population_hash=digest,
            sample_size=_size(control, method, how, len(items)),
            seed=secrets.token_hex(16), tester=by, drawn_at=at,
            redraws=former, redraw_reason=reason,
        )  # fmt: skip
        _keep(test, population, items)
        facts = {
            "period": f"{first_date}/{final_date}", "population": population.code,
            "population_size": len(items), "population_hash": digest, "seed": test.seed,
            "sample_size": test.sample_size,
        }  # fmt: skip
        verb = "redraw_sample" if former else "draw_sample"
        record(verb, by=by.as_actor(), obj=test, reason=reason, facts=facts, at=at)
    return test


def check_may_test(control: Control, *, by: User) -> None:
    """Raise `Refused` for who may not test this control."""
    check_person(by)
    check_right(by, TEST_CONTROLS)
    if control.owner_id == by.pk:
        raise OwnWork(
            _("You own this control, so another person has to test it."),
            code="owner_cannot_test", about=control,
        )  # fmt: skip


def _check_period(first: dt.date, final: dt.date, *, at: dt.datetime) -> None:
    if first > final:
        raise Refused(_("The period ends before it begins."), code="bad_period", field="final_date")
    if final >= local_date(at):
        raise Refused(
            _("The period is not over: what is still to come could not be drawn."),
            code="period_not_over",
            field="final_date",
        )


def _check_population(
    population: Population, items: list[Any], control: Control, *, by: User
) -> None:
    if not items:
        raise Refused(
            _("The control was not performed in this period, so there is nothing to test."),
            code="population_empty",
        )
    if len(items) == MOST_ITEMS:
        raise Refused(_("The period has too many items. Choose a shorter one."), code="too_many")
    if population.by_performers and any(done_by == by.pk for *_rest, done_by, _page in items):
        raise OwnWork(
            _("You performed this control in the period, so another person has to test it."),
            code="performer_cannot_test", about=control,
        )  # fmt: skip


def _period(first: dt.date, final: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments of these days, the organisation's."""
    zone, midnight = organisation_zone(), dt.time.min
    after = final + dt.timedelta(days=1)
    return dt.datetime.combine(first, midnight, zone), dt.datetime.combine(after, midnight, zone)


def _size(control: Control, method: str, how: Sampling, population: int) -> int:
    if method == Method.ALL:
        return population
    if method == Method.JUDGEMENT:
        return min(how.size or sampling.JUDGEMENT[control.frequency], population)
    return sampling.sample_size(
        confidence=how.confidence, tolerable=how.tolerable, population=population
    )


def _keep(test: ControlTest, population: Population, items: list[Any]) -> None:
    """Write the population down, and the items that its hash and the seed draw."""
    rows: Iterator[PopulationRow] = (
        PopulationRow(
            test=test, kind=population.kind, row_id=key, at=at, label=label or "",
            customer_id=customer, by_id=done_by, page_id=page,
        )
        for key, at, label, customer, done_by, page in items
    )  # fmt: skip
    while batch := list(islice(rows, BATCH)):
        PopulationRow.objects.bulk_create(batch)
    drawn = sampling.draw(
        ((population.kind, item[0]) for item in items), size=test.sample_size, seed=test.seed,
        population=test.population_hash,
    )  # fmt: skip
    keys = [key for _rank, (_kind, key) in drawn]
    kept = dict(test.population.filter(row_id__in=keys).values_list("row_id", "pk"))
    SampleItem.objects.bulk_create(
        [
            SampleItem(test=test, row_id=kept[key], place=place, rank=rank)
            for place, (rank, (_kind, key)) in enumerate(drawn, start=1)
        ],
        batch_size=BATCH,
    )


def check_person(by: User) -> None:
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can test controls."), code="people_test")
