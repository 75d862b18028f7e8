"""What the page of one import shows: File → Columns → Check → Done, all in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.imports.fields import fields_of
from customers.imports.forms import ColumnsForm, UndoForm
from customers.imports.mapping import propose_mapping
from customers.imports.named import Choice, choices_for
from customers.imports.options import Options
from customers.imports.progress import Progress, progress_of
from customers.imports.rights import HISTORY
from customers.imports.undoing import refuse_undo, table_label
from customers.imports.working import WAITING
from customers.models import ImportFile, PreviewRow
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.ids import id_of

PAGE = 25  # rows of a preview at a time
State = ImportFile.State
Outcome = PreviewRow.Outcome
STEPS = (
    (_("File"), (State.UPLOADED,)),
    (_("Columns"), (State.UPLOADED, State.FAILED)),
    (_("Check"), (State.CHECKING, State.CHECKED)),
    (pgettext_lazy("step", "Done"), (State.IMPORTING, State.DONE, State.UNDOING, State.UNDONE)),
)
PHASES = {
    "reading": _("reading the rows"),
    "comparing": _("comparing them with the book"),
    "writing": _("writing them"),
    "refusals": _("listing the refused rows"),
    "undoing": _("taking the rows back"),
    "ending": _("finishing"),
}


@dataclass(frozen=True)
class Cell:
    """A cell of the preview: what the file says, and where it differs what the book says."""

    name: str
    now: Any
    was: Any = None
    is_changed: bool = False


@dataclass(frozen=True)
class RefusedCell:
    """A cell of a refused row that can be mended on the page."""

    column: str
    name: str
    value: str
    reason: str


def page_of(
    request: HttpRequest, row: ImportFile, form: ColumnsForm | None = None
) -> dict[str, Any]:
    person = person_of(request)
    may_steer = row.uploaded_by_id == person.pk and person.has_perm("customers.add_importfile")
    context: dict[str, Any] = {
        "import": row,
        "counts": row.counts,
        "steps": steps_of(row),
        "waiting": row.state in WAITING,
        "may_steer": may_steer,
        "mended_by": row.mended_by.order_by("pk") if row.pk else [],
    }
    if context["waiting"]:
        context |= _progress(row, person)
    if row.state in (State.CHECKED, State.DONE, State.UNDONE):
        context |= preview_of(request, row)
    if row.state == State.DONE and row.finished_at:
        context["undo_form"] = UndoForm()
        context["undo_refused"] = refusal_of(refuse_undo, row, by=person)
    if row.state == State.UNDONE:
        context |= {
            "undo": row.undo,
            "undone": undone_rows(row),
            "has_kept": has_file(row.undo.kept),
        }
    if may_steer and row.state in (State.UPLOADED, State.CHECKED, State.FAILED):
        context |= columns_of(request, row, form)
    return context


def has_file(field: Any) -> bool:
    """Whether a file that goes with the import is there: old ones may have been purged."""
    return bool(field) and Path(field.path).exists()


def steps_of(row: ImportFile | None) -> list[dict[str, Any]]:
    """The path on top: what is done, where the file is, what comes."""
    at = 0
    if row is not None:
        at = max(n for n, (_name, states) in enumerate(STEPS) if row.state in states)
    done = row is not None and row.state in (State.DONE, State.UNDONE)
    return [
        {"name": name, "is": "past" if n < at or done else "now" if n == at else "to-come"}
        for n, (name, _states) in enumerate(STEPS)
    ]


def _progress(row: ImportFile, person: Any) -> dict[str, Any]:
    progress: Progress | None = progress_of(row.pk)
    may_stop = row.uploaded_by_id == person.pk
    if row.state == State.UNDOING:
        may_stop = may_stop or row.undo.requested_by_id == person.pk
    return {
        "progress": progress,
        "phase": PHASES.get(progress.phase, "") if progress else "",
        "may_stop": may_stop,
        "stop_asked": hasattr(row, "stop"),
    }


def columns_of(request: HttpRequest, row: ImportFile, form: ColumnsForm | None) -> dict[str, Any]:
    """The form of the columns, each with samples of what it holds."""
    choices = choices_for(row.kind, row.preview["header"], by=person_of(request))
    chosen = chosen_of(request, row, choices)
    form = form or columns_form(request, row, None, chosen)
    samples = row.preview["samples"]
    return {
        "form": form,
        "choices": choices,
        "chosen": chosen.key if chosen else "",
        "columns": [
            (field, samples[int(field.name.partition("-")[2])]) for field in form.columns()
        ],
    }


def chosen_of(request: HttpRequest, row: ImportFile, choices: Iterable[Choice]) -> Choice | None:
    """The mapping that the address names, or one that fits by itself while none was settled."""
    wanted = request.GET.get("mapping")
    if wanted is not None:
        return next((choice for choice in choices if choice.key == wanted), None)
    if row.options.get("mapping"):
        return None
    return next((choice for choice in choices if choice.fits), None)


def columns_form(
    request: HttpRequest, row: ImportFile, data: Any, chosen: Choice | None = None
) -> ColumnsForm:
    options = Options.from_json(row.options)
    header = row.preview["header"]
    proposed = options.mapping or propose_mapping(row.kind, header)
    if chosen is not None:
        options = replace(chosen.options, encoding=options.encoding, delimiter=options.delimiter)
        proposed = chosen.options.mapping
    elif "mapping" in request.GET:
        proposed = propose_mapping(row.kind, header)
    person = person_of(request)
    return ColumnsForm(
        data,
        kind=row.kind,
        header=header,
        samples=row.preview["samples"],
        proposed=proposed,
        options=options,
        may_tell_history=person.has_perm(HISTORY),
        has_team=person.team_id is not None,
        is_text=not row.preview.get("sheet"),
    )


def preview_of(request: HttpRequest, row: ImportFile) -> dict[str, Any]:
    """The rows of one outcome, a page of them."""
    outcomes = [one for one in Outcome.values if row.counts.get(one)]
    show = request.GET.get("show", "")
    show = show if show in outcomes else _first_of(outcomes)
    after = id_of(request.GET.get("after", ""))
    lines = PreviewRow.objects.filter(import_file=row, outcome=show)
    if after is not None:
        lines = lines.filter(line__gt=after)
    size = _rows_to_mend(row) if show == Outcome.REFUSED else PAGE
    page = list(lines.order_by("line")[: size + 1])
    more, page = len(page) > size, page[:size]
    context: dict[str, Any] = {
        "outcomes": [(one, Outcome(one).label, row.counts[one]) for one in outcomes],
        "show": show,
        "next_after": page[-1].line if more else None,
        "is_later": after is not None,
        "has_refusals": has_file(row.refusals),
    }
    if show == Outcome.REFUSED:
        mapped = row.counts.get("mapping", {})
        header = row.preview["header"]
        return context | {
            "refused_header": [name for name in header if name in mapped.values()],
            "refused_rows": [_refused(one, header, mapped) for one in page],
        }
    fields = fields_of(row.kind)
    named = [name for name in fields if any(name in (*one.said, *one.book) for one in page)]
    return context | {
        "preview_header": [fields[name].label for name in named],
        "preview_rows": [(one.line, _cells(one, named)) for one in page],
    }


def _rows_to_mend(row: ImportFile) -> int:
    """How many refused rows a page takes: each cell is a field of its form, which holds so many."""
    most = (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 10**6) - 1  # one is the token
    columns = len({column for column in row.counts.get("mapping", {}).values() if column})
    return max(1, min(PAGE, most // max(1, columns)))


def _first_of(outcomes: list[str]) -> str:
    """What a person looks at first: what is wrong, then what changes."""
    order = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW)
    return next((str(one.value) for one in order if one.value in outcomes), "")


def _cells(row: PreviewRow, names: list[str]) -> list[Cell]:
    cells = []
    for name in names:
        said, book = row.said.get(name), row.book.get(name)
        is_changed = row.outcome == Outcome.CHANGED and said is not None and said != book
        cells.append(Cell(name, book if said is None else said, book, is_changed))
    return cells


def _refused(row: PreviewRow, header: list[str], mapped: dict[str, str]) -> dict[str, Any]:
    reasons: dict[str, list[str]] = {}
    for problem in row.problems:
        reasons.setdefault(problem["column"], []).append(problem["reason"])
    read = set(mapped.values())
    cells = [
        RefusedCell(
            name,
            f"cell-{row.line}-{n}",
            row.said[n] if n < len(row.said) else "",
            "; ".join(reasons.get(name, ())),
        )
        for n, name in enumerate(header)
        if name in read
    ]
    return {
        "line": row.line,
        "cells": cells,
        "problems": row.problems,
        "all_cells": row.said if len(row.said) > len(header) else [],
    }


def undone_rows(row: ImportFile) -> list[dict[str, Any]]:
    """What became of the rows, table by table."""
    return [{"name": table_label(table), **count} for table, count in row.undo.counts.items()]


def mended_cells(request: HttpRequest, row: ImportFile) -> dict[int, list[str]]:
    """The refused rows as they were filled in: line → cells, those not shown as they were."""
    lines: dict[int, dict[int, str]] = {}
    for name, value in request.POST.items():
        kind, _dash, place = name.partition("-")
        line, _dash, column = place.partition("-")
        if kind == "cell" and line.isdecimal() and column.isdecimal():
            lines.setdefault(int(line[:18]), {})[int(column[:4])] = str(value)
    rows = PreviewRow.objects.filter(import_file=row, outcome=Outcome.REFUSED, line__in=list(lines))
    width = len(row.preview["header"])
    found = {}
    for one in rows:
        cells = [*one.said, *[""] * width][:width]
        for n, value in lines[one.line].items():
            if n < width:
                cells[n] = value
        found[one.line] = cells
    return found


def with_refusal(context: dict[str, Any], error: Refused) -> dict[str, Any]:
    return context | {"refused": error.message}
