"""What people fill in to have a file imported, and to have it undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from customers.imports.field import Field, Type
from customers.imports.fields import all_fields
from customers.imports.options import Options
from customers.imports.parsing import YEAR_LAST, BadCell, half_width, parse_date, strptime_format
from customers.models import ImportFile, import_kinds

DELIMITERS = (
    ("", _("recognise it")),
    (",", _("comma ,")),
    (";", _("semicolon ;")),
    ("\t", _("tab")),
    ("|", _("bar |")),
)
ENCODINGS = (
    ("", _("recognise it")),
    ("utf-8", "UTF-8"),
    ("gb18030", "GB 18030 / GBK"),
    ("big5", "Big5"),
    ("windows-1252", "Windows-1252"),
)
# what is shown of each where the file has no date of that form
DATES = (
    ("DD/MM/YYYY", _("day first"), "03/01/2012"),
    ("MM/DD/YYYY", _("month first"), "03/01/2012"),
    ("DD/MM/YY", _("day first, short year"), "03/01/12"),
    ("MM/DD/YY", _("month first, short year"), "03/01/12"),
    ("YYYY-MM-DD", _("year first"), "2012-01-03"),
    ("YYYYMMDD", _("without separators"), "20120103"),
)


class UploadForm(forms.Form):
    """A file and what its rows are."""

    kind = forms.ChoiceField(
        label=_("What does the file hold?"),
        choices=import_kinds,
        initial=ImportFile.Kind.INVOICES,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx), up to 200 MB; a workbook up to 2 GB unpacked. UTF-8, GBK and"
            " Big5 are read. A file may take up to 25 minutes: send larger ones in parts."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        """`kinds` are those that the person may import."""
        super().__init__(*args, **kwargs)
        choices = [choice for choice in import_kinds() if choice[0] in kinds]
        cast("forms.ChoiceField", self.fields["kind"]).choices = choices


class ColumnsForm(forms.Form):
    """What each column of the file is, how the file is read, and under which name to keep that."""

    date_format = forms.ChoiceField(label=_("Dates in the file"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)
    delimiter = forms.ChoiceField(
        label=_("Between the columns"), required=False, choices=DELIMITERS
    )
    currency = forms.RegexField(
        label=_("Currency of rows without one"),
        regex=r"^[A-Za-z]{3}$",
        required=False,
        max_length=3,
        help_text=_("Three letters; empty means the base currency."),
    )
    history = forms.BooleanField(
        label=_("This is history: documents count as known from their own dates"), required=False
    )
    create_customers = forms.BooleanField(
        label=_("Create customers that are not in the book yet"), required=False
    )
    as_invoices = forms.BooleanField(
        label=_("The documents are invoices that are open until they are paid"),
        required=False,
        help_text=_(
            "Without this they become orders and credit notes only: such files do not tell who "
            "has paid."
        ),
    )
    save_as = forms.CharField(
        label=_("Keep these settings as"),
        required=False,
        max_length=80,
        help_text=_("A name: files with the same columns are then read like this by themselves."),
    )
    share = forms.BooleanField(label=_("My team uses them as well"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        header: Sequence[str],
        samples: Sequence[Sequence[str]],
        proposed: dict[str, str],
        options: Options,
        may_tell_history: bool,
        has_team: bool,
        is_text: bool,
        **kwargs: Any,
    ) -> None:
        field_of = {column: field for field, column in proposed.items() if column}
        kwargs["initial"] = options.as_json() | {
            f"column-{n}": field_of.get(name, "") for n, name in enumerate(header)
        }
        super().__init__(*args, **kwargs)
        self.kind, self.header, self.known = kind, header, all_fields(kind)
        choices = [("", _("not read")), *((f.name, _marked(f)) for f in self.known)]
        for n, name in enumerate(header):
            if name:
                self.fields[f"column-{n}"] = forms.ChoiceField(
                    label=name,
                    choices=choices,
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
        dates = cast("forms.ChoiceField", self.fields["date_format"])
        dates.choices = date_choices(self.known, header, samples, proposed)
        self._fit(may_tell_history=may_tell_history, has_team=has_team, is_text=is_text)

    def _fit(self, *, may_tell_history: bool, has_team: bool, is_text: bool) -> None:
        """Leave out what does not apply to this kind, file or person."""
        if not may_tell_history:
            self.fields["history"].disabled = True
            self.fields["history"].help_text = _(
                "Only for risk officers: it changes what was known on past days, which past "
                "scores rest on. Without it, everything in the file is imported and counts as "
                "known from today."
            )
        kinds, fields = ImportFile.Kind, self.known
        has_currency = any(field.name == "currency" for field in fields)
        applies = {
            "create_customers": self.kind in (kinds.INVOICES, kinds.ORDER_LINES),
            "as_invoices": self.kind == kinds.ORDER_LINES,
            "currency": has_currency and self.kind != kinds.RATES,
            "history": self.kind != kinds.CONTACTS,
            "date_format": any(field.type in (Type.DATE, Type.DEADLINE) for field in fields),
            "share": has_team,
            "encoding": is_text,
            "delimiter": is_text,
        }
        for name, does in applies.items():
            if not does:
                del self.fields[name]

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column-")]

    def rest(self) -> list[forms.BoundField]:
        kept = ("save_as", "share")
        return [self[n] for n in self.fields if not n.startswith("column-") and n not in kept]

    def keeping(self) -> list[forms.BoundField]:
        return [self[name] for name in ("save_as", "share") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Each field has one column."""
        data = super().clean() or {}
        columns: dict[str, list[str]] = {}
        for n, name in enumerate(self.header):
            if field := data.get(f"column-{n}"):
                columns.setdefault(field, []).append(name)
        for field, names in columns.items():
            if len(names) > 1:
                message = _("“%(field)s” is given to several columns: %(columns)s. Choose one.")
                label = next(known.label for known in self.known if known.name == field)
                told = {"field": label, "columns": ", ".join(names)}
                self.add_error(None, forms.ValidationError(message, params=told))
        return data

    def options(self) -> Options:
        """What was chosen; a field that no column was given to is said to be in none."""
        data = self.cleaned_data
        chosen = {
            data[f"column-{n}"]: name
            for n, name in enumerate(self.header)
            if data.get(f"column-{n}")
        }
        return Options(
            mapping={field.name: chosen.get(field.name, "") for field in self.known},
            date_format=data.get("date_format", ""),
            encoding=data.get("encoding", ""),
            delimiter=data.get("delimiter", ""),
            currency=data.get("currency", "").upper(),
            history=data.get("history", False),
            create_customers=data.get("create_customers", False),
            as_invoices=data.get("as_invoices", False),
        )


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label=_("Undo this import because"), max_length=300)


def _marked(field: Any) -> str:
    """The field's name as people choose it; those without which nothing can be read are marked."""
    label = str(field.label)
    return f"{label} *" if field.required else label


def date_choices(
    fields: Sequence[Field],
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    proposed: dict[str, str],
) -> list[tuple[str, Any]]:
    """The ways to read a date, each with a date of the file spelled out where it has one."""
    own = ""
    for field in fields:
        column = proposed.get(field.name)
        if field.type is Type.DATE and column and column in header:
            values = samples[list(header).index(column)]
            own = own or next((v for v in values if YEAR_LAST.fullmatch(half_width(v))), "")
    choices: list[tuple[str, Any]] = [("", _("recognise them"))]
    for pattern, label, example in DATES:
        text = own if own and pattern.endswith("/YYYY") else example
        try:
            day = parse_date(text, pattern=strptime_format(pattern))
        except BadCell:
            continue  # the file's own dates cannot be read in this way
        spelled = date_format(day, pgettext("a date in full, as Django formats it", "j F Y"))
        choices.append((pattern, f"{label}: {text} → {spelled}"))
    return choices
