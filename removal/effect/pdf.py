"""A look as one sheet of paper, by typst: see `paper/report.typ`.

What it says is handed over as JSON and set as text, never as markup.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from removal.effect import words
from removal.effect.shown import shown
from removal.effect.tables import study_name
from removal.letters.font import FOLDER as FONTS
from removal.models import EffectLook, MarketFeedback
from riskcrm.web.templatetags.riskcrm import figure_text

PAPER = Path(__file__).resolve().parent / "paper"
Document = dict[str, Any]


def pdf_of(look: EffectLook, *, looks: int, language: str, site: str = "") -> bytes:
    """The sheet in this language; the same look gives the same bytes while its lessons stay.

    With the address of the site, figures lead to their rows.
    """
    with translation.override(language):
        document = _drawable(document_of(look, looks=looks, language=language, site=site))
    assert look.finished_at is not None  # noqa: S101 - only finished looks have a sheet
    return _compiled(document, at=look.finished_at)


def _drawable(value: Any) -> Any:
    """The same with signs that the font of letters has: it draws a dash, but no minus."""
    if isinstance(value, dict):
        return {name: _drawable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_drawable(each) for each in value]
    return str(value).replace("−", "–")


def _compiled(document: Document, *, at: dt.datetime) -> bytes:
    typst = importlib.import_module("typst")  # heavy, and needed for nothing else here
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    compiler = typst.Compiler(
        input=PAPER / "report.typ", root=PAPER, font_paths=fonts, ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(document, ensure_ascii=False, sort_keys=True)},
        package_path=PAPER / "packages", package_cache_path=PAPER / "packages",
    )  # fmt: skip
    made = compiler.compile(format="pdf", timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


def document_of(look: EffectLook, *, looks: int, language: str, site: str = "") -> Document:
    """What stands on the sheet: a verdict, tables, lists."""
    said = shown(look, looks=looks)
    result = look.result or {}
    if said["is_empty"]:
        verdict, tables = [_("Nobody was removed in these days.")], []
        lists = _lessons(said["lessons"])
    else:
        verdict = said["verdict"]
        tables, lists = _tables(look, said, result), [*_lists(said), *_lessons(said["lessons"])]
    return {
        "lang": "zh" if language.startswith("zh") else "en",
        "title": _("Effect of removals"),
        "study": study_name(look.study),
        "as_of": _("As of %(day)s, look %(number)s") % {
            "day": look.as_of.isoformat(), "number": look.number,
        },
        "grade": said.get("grade", ""),
        "grade_label": pgettext("effect", "Grade of the evidence"),
        "grade_words": " ".join(
            str(each) for each in [said.get("grade_word", ""), *said.get("grade_reasons", [])]
        ),
        "verdict": verdict,
        "tables": [_linked(each, site) for each in tables],
        "lists": lists,
    }  # fmt: skip


def _tables(look: EffectLook, said: Document, result: Document) -> list[Document]:
    outcome = str(look.study.get_outcome_display())
    tables = [{"title": outcome, "note": said["cannot"], "rows": _effect_rows(said)}]
    if not result["avoided"]["why"]:
        tables.append(_expected(result["avoided"]))
    cash = result["cash"]
    tables.append({
        "title": _("Cash, %(currency)s") % {"currency": settings.BASE_CURRENCY},
        "note": "",
        "rows": [
            [_("Collected after the removal"), words.money(cash["collected"]), ""],
            [_("Working capital released"), words.money(cash["released"]), ""],
            [_("Financing cost saved"), words.money(cash["financing_saved"]), ""],
        ],
    })  # fmt: skip
    sides = result["mix"]
    tables.append({
        "title": _("Late invoices of the book"),
        "note": "",
        "rows": [
            [_("before, all"), _rate(sides["before"]["all"]), ""],
            [_("after, with the removed"), _rate(sides["after"]["all"]), ""],
            [_("after, without them"), _rate(sides["after"]["kept"]), ""],
            [_("the removed before"), _rate(sides["before"]["removed"]), ""],
            [_("the removed after"), _rate(sides["after"]["removed"]), ""],
            *_split(sides["split"]),
        ],
    })  # fmt: skip
    quarters = [each | {"name": _("Quarter %(name)s") % {"name": each["name"]}}
                for each in said["quarters"]]  # fmt: skip
    criteria = [each | {"name": _("Criterion: %(name)s") % {"name": each["name"]}}
                for each in said["cohorts"]]  # fmt: skip
    return [*tables, _side_effects(result), *_cohorts([*criteria, *quarters]),
            *_process(said["process"])]  # fmt: skip


def _expected(avoided: Document) -> Document:
    """What the loss avoided is made of."""
    return {
        "title": _("Loss avoided, %(currency)s") % {"currency": settings.BASE_CURRENCY},
        "note": _("model-based: probability of default %(pd)s, loss given default %(lgd)s") % {
            "pd": _percent(avoided["pd"]), "lgd": _percent(avoided["lgd"]),
        },
        "rows": [
            [_("Loss expected had they stayed"), words.money(avoided["expected"]["value"])],
            [_("Loss that came all the same"), words.money(avoided["run_off_loss"])],
            [_("Margin forgone"), words.money(avoided["forgone"])],
        ],
    }  # fmt: skip


def _split(split: Document | None) -> list[list[str]]:
    """How much of the change is who is in the book, and how much is how they pay."""
    if split is None:
        return []
    return [
        [_("change by who is in the book"), words.change_text(split["mix"], "")],
        [_("change by how they pay"), words.change_text(split["rate"], "")],
    ]


def _side_effects(result: Document) -> Document:
    """What it did to others, and what the market said."""
    feedback, related = result["feedback"], result["related"]
    moods = [(mood.label, feedback[mood.value]) for mood in MarketFeedback.Sentiment]
    lost = [
        [_("Good customers that stopped buying, %(quarter)s") % {"quarter": each["quarter"]},
         _("%(part)s of %(all)s") % {"part": each["lost"], "all": each["active"]}]
        for each in result["lost"]
    ]  # fmt: skip
    return {
        "title": _("Side effects"),
        "note": "",
        "rows": [
            [_("Customers related to the removed"), str(related["customers"])],
            [_("Their sales in the year before"), words.money(related["before"])],
            [_("Their sales since"), words.money(related["after"])],
            [_("Market feedback"), str(feedback["all"])],
            *([str(label), str(count)] for label, count in moods),
            [_("Asked, and answered"), _("%(answered)s of %(asked)s people asked") % feedback],
            *lost,
        ],
    }


def _percent(value: float | None) -> str:
    return figure_text(None) if value is None else f"{figure_text(100 * value, 1)} %"


def _lessons(lessons: Document) -> list[Document]:
    """Counts of the lessons, and the latest of them."""
    if not lessons["all"]:
        return []
    counts = "; ".join(f"{each['name']}: {each['count']}" for each in lessons["signals"])
    latest = [f"{each['lesson']} ({_('Case %(number)s') % {'number': each['case']}})"
              for each in lessons["latest"]]  # fmt: skip
    title = _("Lessons of the cases opened in these days: %(number)s") % {"number": lessons["all"]}
    return [{"title": title, "items": [counts, *latest]}]


def _linked(table: Document, site: str) -> Document:
    """Rows of four cells: name, figure, how it is set, and the address of its rows if any."""
    rows = [[*row, *[""] * (4 - len(row))] for row in table["rows"]]
    return table | {"rows": [[*row[:3], site + row[3] if site and row[3] else ""] for row in rows]}


def _cohorts(cohorts: list[Document]) -> list[Document]:
    """Each group's figures in three rows."""
    return [
        {
            "title": each["name"],
            "note": "",
            "rows": [
                [pgettext("effect", "Removed"), str(each["removed"]), "", each["url"]],
                [_("Loss avoided less margin forgone"), each["net"]],
                [_("Range"), each["effect"]],
            ],
        }
        for each in cohorts
    ]


def _process(process: Document) -> list[Document]:
    """How cases went, with appeals, and how long their stages took."""
    rows = [[str(each["state"]), str(each["count"]), "", each["url"]] for each in process["ways"]]
    rows += [
        [str(each["name"]), _("%(number)s days") % {"number": figure_text(each["median_days"], 1)}]
        for each in process["stages"]
    ]
    title = _("%(number)s cases opened") % {"number": process["opened"]}
    tables = [{"title": title, "note": "", "rows": rows}]
    appeals = process["appeals"]
    if appeals and appeals["all"]:
        rows = [[pgettext("appeal", "filed"), str(appeals["all"]), "", appeals["url"]]]
        rows += [
            [str(each["state"]), str(each["count"]), "", each["url"]] for each in appeals["rows"]
        ]
        tables.append({"title": _("Appeals"), "note": "", "rows": rows})
    return tables


def _rate(side: Document) -> str:
    return _percent(side["rate"])


def _effect_rows(said: Document) -> list[list[str]]:
    """Rows of the effect's table; the third cell marks what is struck through."""
    lines = said["effect_lines"][0]
    if "naive" not in lines:
        return []
    return [
        [_("Before and after alone"), lines["naive"], "naive"],
        [_("Difference in differences, lagged baseline"), lines["difference"], ""],
        [_("Regression on the past"), lines["lagged_outcome"], ""],
        [_("Matched pairs"), lines["matched"], ""],
        [_("Range"), lines["range"], "range"],
    ]


def _lists(said: Document) -> list[Document]:
    checks = [f"{each['name']}: {each['why'] or each['text']}" for each in said["checks"]]
    compared = [f"{name}: {count}" for name, count in said["controls"]]
    return [
        {"title": _("Who was compared"), "items": [str(each) for each in compared]},
        {"title": _("Checks that must show nothing"), "items": checks},
        {"title": _("What would change the decision"), "items": said["turning_points"]},
        {"title": _("To keep in mind"), "items": said["caveats"]},
    ]
