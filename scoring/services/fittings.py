"""Fitting a card to a history or a table: asked for, done by a worker, made a draft."""

from __future__ import annotations

import datetime as dt
import importlib.util
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused
from customers.imports.keeping import keep, received
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import selectors
from scoring.batches import Counts
from scoring.fitting.history import kept_months, training_table
from scoring.fitting.report import bands_json, report
from scoring.fitting.scale import Scale
from scoring.fitting.settings import Settings
from scoring.fitting.study import FitRefused, Plan, study
from scoring.fitting.table import Table
from scoring.fitting.uploaded import Columns, look_into, read_table
from scoring.fitting.words import words_of
from scoring.indicators import SCORABLE
from scoring.models import Fitting

FIT_RUN = "fit_scorecard"
FOLDER = "fittings"
MOST_BYTES = 50 * 2**20
State, Source = Fitting.State, Fitting.Source
LATER = ["run", "card_version", "file"]


def can_fit() -> bool:
    """Whether this process has scikit-learn, the extra of workers that fit cards."""
    return importlib.util.find_spec("sklearn") is not None


def request_fitting(
    *,
    name: str,
    days: int,
    horizon: int,
    first_month: dt.date,
    final_month: dt.date,
    candidates: Sequence[str],
    by: User,
    at: dt.datetime,
    **settings: Unpack[Settings],
) -> Fitting:
    """Have a card fitted to the book's own month ends."""
    _refuse_candidates(candidates)
    if first_month >= final_month:
        raise Refused(
            _("The last month lies before the first, or is the same. Choose a longer time."),
            code="no_window",
            field="final_month",
        )
    fitting = Fitting(
        name=name, source=Source.HISTORY, days=days, horizon=horizon, first_month=first_month,
        final_month=final_month, candidates=list(candidates), requested_by=by,
        created_at=at, **settings,
    )  # fmt: skip
    with transaction.atomic():
        fitting.full_clean(exclude=LATER)
        fitting.save(force_insert=True)
        _ask_for(fitting, by=by, at=at)
    return fitting


def _refuse_candidates(candidates: Sequence[str]) -> None:
    if not candidates:
        raise Refused(
            _("Choose at least one candidate to learn from."),
            code="no_candidates",
            field="candidates",
        )
    if unknown := [code for code in candidates if code not in SCORABLE]:
        raise Refused(
            _("“{code}” is not an indicator that may be scored.").format(code=unknown[0]),
            code="unknown_indicator",
            field="candidates",
        )


def upload_table(
    file: UploadedFile[Any], *, name: str, days: int, horizon: int, by: User, at: dt.datetime
) -> Fitting:
    """Keep a labelled table; which column is what is chosen next."""
    if file.size is None or file.size > MOST_BYTES:
        raise FileRefused(
            _("The file is larger than {most} MB. Send a sample of whole customers.").format(
                most=MOST_BYTES // 2**20
            ),
            code="too_large",
            field="file",
        )
    fitting = Fitting(
        name=name or Path(file.name or "").name[:120], source=Source.TABLE, days=days,
        horizon=horizon, state=State.UPLOADED, requested_by=by, created_at=at,
    )  # fmt: skip
    with received(file, fitting.file.storage, folder=FOLDER) as (path, sha256):
        fitting.preview = look_into(path) | {"file": (file.name or "")[:200], "sha256": sha256}
        fitting.file.name = f"{FOLDER}/{secrets.token_hex(16)}"
        keep(path, Path(fitting.file.path))
    with transaction.atomic():
        fitting.full_clean(exclude=LATER)
        fitting.save(force_insert=True)
        facts = {"file": fitting.preview["file"], "sha256": sha256}
        record("upload_fitting", by=by.as_actor(), obj=fitting, facts=facts, at=at)
    return fitting


def choose_columns(
    fitting: Fitting, columns: Columns, *, by: User, at: dt.datetime, **settings: Unpack[Settings]
) -> Fitting:
    """Say what each column of an uploaded table is, and have a card fitted to it."""
    _refuse_columns(fitting, columns)
    for name, said in settings.items():
        setattr(fitting, name, said)
    fitting.full_clean(exclude=LATER)
    with transaction.atomic():
        moved = Fitting.objects.filter(pk=fitting.pk, state=State.UPLOADED).update(
            state=State.WAITING, columns=asdict(columns), candidates=list(columns.candidates),
            **settings,
        )  # fmt: skip
        if not moved:
            raise Refused(
                _("The columns of this table have been chosen already. Load the page again."),
                code="columns_chosen",
            )
        fitting.refresh_from_db()
        _ask_for(fitting, by=by, at=at)
    return fitting


def fit_table(
    file: UploadedFile[Any], columns: Columns, *, name: str, days: int, horizon: int, by: User,
    at: dt.datetime, **settings: Unpack[Settings],
) -> Fitting:  # fmt: skip
    """Bring a table and say what its columns are, at once; a refusal keeps nothing of it."""
    fitting: Fitting | None = None
    try:
        with transaction.atomic():
            fitting = upload_table(file, name=name, days=days, horizon=horizon, by=by, at=at)
            return choose_columns(fitting, columns, by=by, at=at, **settings)
    except (Refused, ValidationError):
        if fitting is not None:
            fitting.file.storage.delete(str(fitting.file.name))
        raise


def _refuse_columns(fitting: Fitting, columns: Columns) -> None:
    header = set(fitting.preview.get("header", ()))
    roles = {
        "label": [columns.label],
        "candidates": columns.candidates,
        "customer": [columns.customer] if columns.customer else [],
        "day": [columns.day] if columns.day else [],
        "known": [columns.known] if columns.known else [],
    }
    for field, names in roles.items():
        if missing := [name for name in names if name not in header]:
            raise Refused(
                _("The file has no column “{name}”.").format(name=missing[0]),
                code="no_such_column",
                field=field,
            )
    if not columns.candidates or columns.label in columns.candidates:
        raise Refused(
            _("Choose candidates to learn from; the label itself cannot be one."),
            code="no_candidates",
            field="candidates",
        )


def _ask_for(fitting: Fitting, *, by: User, at: dt.datetime) -> None:
    fitting.run = jobs.request_run(
        FIT_RUN, params={"fitting": fitting.pk}, by=by.as_actor(), ranges=[(0, 0, 1)], at=at
    )
    fitting.save(update_fields=["run"])
    facts = {"days": fitting.days, "horizon": fitting.horizon, "candidates": fitting.candidates}
    record("request_fitting", by=by.as_actor(), obj=fitting, facts=facts, at=at)


# --- the worker's side ---------------------------------------------------------------------------


def work_on_fittings(*, at: dt.datetime, seconds: float = 20) -> int:
    """Do fittings that wait; how many. Workers without the extra leave them to others."""
    if not can_fit():
        return 0
    jobs.record_heartbeat(selectors.FITTER, at=at)
    return jobs.work_on(FIT_RUN, fit_chunk, at=at, seconds=seconds)


def fit_chunk(run: Run, _chunk: Chunk) -> Counts:
    """Learn and write down what was found, or why nothing honest can be."""
    fitting = Fitting.objects.select_for_update().get(pk=run.params["fitting"])
    if fitting.state != State.WAITING:
        return {}
    counts: dict[str, int] = {}
    try:
        table, counts = _table_of(fitting)
        found = study(table, _plan_of(fitting))
        words = words_of(found.model.coefficients)
        fitting.result, fitting.state = report(found, words) | {"counts": counts}, State.DONE
    except FitRefused as refused:
        told = {"code": refused.code, "facts": refused.facts}
        fitting.result = {"refusal": told, "bands": bands_json(refused.bands), "counts": counts}
        fitting.state = State.REFUSED
    except Refused as refused:
        fitting.result = {"refusal": {"code": refused.code, "message": refused.message}}
        fitting.state = State.REFUSED
    fitting.finished_at = timezone.now()
    fitting.save(update_fields=["result", "state", "finished_at"])
    _let_go(fitting)
    return counts


def _plan_of(fitting: Fitting) -> Plan:
    return Plan(
        days=fitting.days,
        horizon=fitting.horizon,
        cut_off=fitting.cut_off,
        true_rate=None if fitting.true_rate is None else float(fitting.true_rate) / 100,
        scale=Scale(float(fitting.base_score), float(fitting.base_odds), float(fitting.pdo)),
        with_challenger=fitting.with_challenger,
    )


def _table_of(fitting: Fitting) -> tuple[Table, dict[str, int]]:
    """The rows, and counts of what is in them and what is not."""
    further: dict[str, int] = {}
    if fitting.source == Source.TABLE:
        columns = fitting.columns | {"candidates": tuple(fitting.columns["candidates"])}
        table = read_table(Path(fitting.file.path), Columns(**columns))
    else:
        window = (fitting.first_month or dt.date.min, fitting.final_month or today())
        history = training_table(
            kept_months(*window), fitting.days, fitting.horizon, fitting.candidates,
            today=today(), card=selectors.card_of(selectors.champion()),
        )  # fmt: skip
        table = history.table
        further = {
            "months": history.months, "immature_months": history.immature,
            "already_bad": history.already_bad, "one_of": history.one_of,
        }  # fmt: skip
    counts = {"rows": len(table), "bads": int(table.bad.sum()), "events": table.events()}
    return table, counts | further


def _let_go(fitting: Fitting) -> None:
    """The table itself is not needed any more, and may be about people."""
    if fitting.file:
        name, storage = str(fitting.file.name), fitting.file.storage
        transaction.on_commit(lambda: storage.delete(name))


def purge_tables(*, at: dt.datetime, keep_days: int) -> int:
    """Let go of tables that nobody had learnt from for so long; how many. 0 days keeps all."""
    if not keep_days:
        return 0
    before = at - dt.timedelta(days=keep_days)
    with transaction.atomic():
        waiting = Fitting.objects.select_for_update(skip_locked=True).exclude(file="")
        old = waiting.filter(state__in=[State.UPLOADED, State.WAITING], created_at__lt=before)
        for fitting in old:
            fitting.result, fitting.state = {"refusal": {"code": "file_gone"}}, State.REFUSED
            fitting.finished_at = at
            fitting.save(update_fields=["result", "state", "finished_at"])
            _let_go(fitting)
        return len(old)
