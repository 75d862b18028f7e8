"""Studies of the effect of removals: registered, read in chunks, and measured when all is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from removal.effect.calendar import Span
from removal.effect.cohorts import cohorts_of_criteria, cohorts_of_quarters
from removal.effect.groups import CURED, ELIGIBLE, LATER, TURNED_DOWN, treated_of
from removal.effect.maths import bootstrap, windows
from removal.effect.outcomes import Outcome
from removal.effect.parts import Part
from removal.effect.result import Asked, result_of
from removal.models import EffectLook, EffectPart, EffectStudy
from removal.selectors.effect_rows import Question, read_part, with_middle
from removal.selectors.effect_sides import cases_of, feedback_of, related_sales, rules_of_cases
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.removal_rights import STUDY_EFFECTS
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import selectors as scoring
from scoring.batches import Counts, IdRange

STUDY_RUN = "measure_effect"
SAMPLE = 20_000  # customers of a large book that are drawn for controls
LONGEST = 3 * 366  # days of events
STANDING_DAYS = 730
CONTROLS = (TURNED_DOWN, LATER, ELIGIBLE, CURED)
USUAL_CONTROLS = (TURNED_DOWN, LATER, ELIGIBLE)

log = structlog.get_logger()


def register_study(
    *,
    event: str,
    first_day: dt.date,
    final_day: dt.date,
    outcome: str,
    controls: Sequence[str],
    horizon: int,
    ground: str = "",
    industry: str = "",
    team: Team | None = None,
    by: User,
    at: dt.datetime,
) -> EffectStudy:
    """Write down what is to be measured, and ask for the first look at it.

    Refused without the right, and for what cannot be measured, naming the field.
    """
    check_right(by, STUDY_EFFECTS)
    _check_days(first_day, final_day)
    _check_controls(controls)
    with transaction.atomic():
        study = EffectStudy.objects.create(
            event=event, first_day=first_day, final_day=final_day, outcome=outcome,
            horizon=horizon, ground=ground, industry=industry, team=team, design=_design(controls),
            registered_by=by, registered_at=at,
        )  # fmt: skip
        record("register_study", by=by.as_actor(), obj=study, facts=_facts(study), at=at)
        request_look(study, by=by, at=at)
    return study


def _check_days(first: dt.date, final: dt.date) -> None:
    if first > final:
        raise Refused(_("The first day lies after the last one."), code="days", field="first_day")
    if final >= today():
        raise Refused(_("Choose days that are over."), code="days", field="final_day")
    if (final - first).days > LONGEST:
        raise Refused(_("Choose at most three years."), code="days", field="first_day")


def _check_controls(controls: Sequence[str]) -> None:
    if not controls or set(controls) - set(CONTROLS):
        raise Refused(
            _("Choose whom the removed are compared with."), code="controls", field="controls"
        )


def _design(controls: Sequence[str]) -> dict[str, Any]:
    """What else was fixed beforehand, with the constants as they stood."""
    return {
        "controls": [each for each in CONTROLS if each in controls],
        "baseline": [windows.BASELINE.first, windows.BASELINE.final],
        "left_out": [windows.SELECTION.first, windows.SELECTION.final],
        "after": [windows.AFTER.first, windows.AFTER.final],
        "draws": bootstrap.DRAWS,
        "seed": bootstrap.SEED,
    }


def _facts(study: EffectStudy) -> dict[str, Any]:
    return {
        "event": study.event,
        "first_day": study.first_day and study.first_day.isoformat(),
        "final_day": study.final_day and study.final_day.isoformat(),
        "outcome": study.outcome,
        "horizon": study.horizon,
        "ground": study.ground,
        "industry": study.industry,
        "team": study.team_id,
        "design": study.design,
    }


def request_look(study: EffectStudy, *, by: User | None, at: dt.datetime) -> EffectLook:
    """Have a study measured as of yesterday; while one look is under way there is no other.

    Nobody asks for the monthly look (`by=None`); a person needs the right.
    """
    if by is not None:
        check_right(by, STUDY_EFFECTS)
    as_of = today() - dt.timedelta(days=1)
    with transaction.atomic():
        study = EffectStudy.objects.select_for_update(no_key=True).get(pk=study.pk)
        latest = study.looks.select_related("run").order_by("-number").first()
        if latest and latest.result is None and latest.run.state not in ("failed", "cancelled"):
            return latest
        ranges = scoring.book_ranges()
        size = sum(each[2] for each in ranges)
        run = jobs.request_run(
            STUDY_RUN, params={"study": study.pk}, by=by.as_actor() if by else SYSTEM,
            ranges=ranges, at=at,
        )  # fmt: skip
        return EffectLook.objects.create(
            study=study,
            number=(latest.number if latest else 0) + 1,
            first_day=study.first_day or as_of - dt.timedelta(days=STANDING_DAYS),
            final_day=study.final_day or as_of,
            as_of=as_of,
            share=min(1.0, SAMPLE / size) if size else 1.0,
            run=run,
            requested_by=by,
            requested_at=at,
        )


def request_standing_look(*, at: dt.datetime) -> EffectLook | None:
    """Once a month, however many clocks strike: the study over all removals is looked at anew."""
    month = f"{today():%Y-%m}"
    with transaction.atomic():
        if not jobs.take_slot(STUDY_RUN, month, at=at):
            return None
        return request_look(standing_study(at=at), by=None, at=at)


def standing_study(*, at: dt.datetime) -> EffectStudy:
    """The study over all removals; registered when it is first asked for."""
    study, is_new = EffectStudy.objects.get_or_create(
        is_standing=True,
        defaults={
            "event": EffectStudy.Event.APPROVAL, "outcome": Outcome.OVER_90, "horizon": 365,
            "design": _design(USUAL_CONTROLS), "registered_at": at,
        },
    )  # fmt: skip
    if is_new:
        record("register_study", by=SYSTEM, obj=study, facts=_facts(study), at=at)
    return study


def effect_chunk(run: Run, chunk: Chunk) -> Counts:
    """Read some customers, and keep what was read until all are there."""
    look = EffectLook.objects.select_related("study").get(run=run)
    _plan()
    part = read_part(_question(look), IdRange(chunk.first_id, chunk.final_id))
    if part is None:
        return {"customers": 0}
    EffectPart.objects.update_or_create(
        look=look, number=chunk.number, defaults={"rows": part.packed()}
    )
    return {"customers": len(part.customer)}


def _question(look: EffectLook) -> Question:
    study = look.study
    question = Question(
        span=span_of(look),
        event=study.event,
        horizon=study.horizon,
        share=look.share,
        seed=study.design["seed"],
        ground=study.ground,
        industry=study.industry,
        team=study.team_id,
    )
    return with_middle(question)


def span_of(look: EffectLook) -> Span:
    return Span(look.first_day, look.final_day, look.as_of)


def work_on_studies(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do chunks of open looks, then measure those that are complete; how many chunks."""
    done = jobs.work_on(STUDY_RUN, effect_chunk, at=at, seconds=seconds)
    while finish_look(at=at):
        pass
    return done


def finish_look(*, at: dt.datetime) -> EffectLook | None:
    """Measure one look whose rows are all there; None where there is none."""
    with transaction.atomic():
        look = (
            EffectLook.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(result__isnull=True, run__state=Run.State.DONE)
            .select_related("study", "run")
            .order_by("pk")
            .first()
        )
        if look is None:
            return None
        _plan()
        look.result = _measure(look)
        look.finished_at = at
        look.save(update_fields=["result", "finished_at"])
        EffectPart.objects.filter(look__study=look.study_id).exclude(look=look).delete()
    log.info("effect_measured", look=look.pk, study=look.study_id)
    return look


def _plan() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)


def part_of(look: EffectLook) -> Part | None:
    """All that was read for a look; None where it is no longer kept, or nobody was chosen."""
    rows = look.parts.order_by("number").values_list("rows", flat=True)
    parts = [Part.unpacked(bytes(each)) for each in rows.iterator(chunk_size=1)]
    return Part.joined(parts) if parts else None


def _measure(look: EffectLook) -> dict[str, Any]:
    study, span = look.study, span_of(look)
    policy = scoring.policy()
    part = part_of(look)
    found: dict[str, Any] = {"removed": 0, "as_of": look.as_of.isoformat()}
    if part is not None:
        asked = Asked(
            outcome=study.outcome,
            controls=study.design["controls"],
            horizon=study.horizon,
            share=look.share,
            seed=study.design["seed"],
            loss_given_default=float(policy.loss_given_default) / 100,
            capital_cost=float(policy.capital_cost) / 100,
        )
        found = result_of(part, span, asked)
        rules = rules_of_cases(part.case[treated_of(part, span)].tolist())
        found["cohorts"] = cohorts_of_criteria(part, span, asked, rules)
        found["quarters"] = cohorts_of_quarters(part, span, asked)
        found["related"] = related_sales(part, span)
    found["process"] = cases_of(look.first_day, look.final_day)
    found["feedback"] = feedback_of(look.first_day, look.as_of)
    return found
