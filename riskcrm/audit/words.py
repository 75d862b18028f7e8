"""What events are called. Each app names its acts in its configuration, as `audit_verbs`.

A sentence has the places %(actor)s and %(object)s, so that each language orders them as it must.
What no model's field names is named there too: fields by `audit_fields`, codes by `audit_labels`
(field → code → name).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

Text = str | Promise

# as canonical JSON writes a moment, its offset from UTC included
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$", re.ASCII)

# objects that have a number and no name of their own; they are called by it in the reader's words
NAMELESS = {
    "run",
    "removalcase",
    "alert",
    "review",
    "authorityrequest",
    "creditcheck",
    "erasurerun",
}

# objects that are no rows
ROWLESS: dict[str, Text] = {
    "book": gettext_lazy("book"),
    "contracts": gettext_lazy("contracts"),
    "uploads": gettext_lazy("uploaded files"),
    "exports": gettext_lazy("files of lists"),
    "name": gettext_lazy("name"),
    "sealedlog": gettext_lazy("sealed log"),
    "erasures": gettext_lazy("erased identifiers"),
}

# where an object is looked at; a URL's name is no import
PAGES = {
    "customer": "monitoring:customer_detail",
    "removalcase": "removal:case_detail",
    "alert": "monitoring:alert_detail",
    "review": "monitoring:review_detail",
    "creditcheck": "scoring:credit_check_detail",
    "erasurerun": "removal:erasure_detail",
    "importfile": "customers:import_detail",
    "screeninghit": "customers:hit_detail",
    "screeninglist": "customers:screening_list_detail",
    "screeninglistversion": "customers:version_detail",
    "run": "jobs:run_detail",
    "scorecardversion": "scoring:scorecard_detail",
    "user": "accounts:person_edit",
}


def verbs() -> dict[str, Text]:
    """Every act that the apps know, with its sentence."""
    found: dict[str, Text] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "audit_verbs", {})
    return found


def sentence(verb: str, *, actor: str, obj: str) -> str:
    """What happened, in one translated sentence."""
    words = verbs().get(verb)
    if words is None:  # an act of a former version
        return _("%(actor)s: %(act)s, %(object)s") % {"actor": actor, "act": verb, "object": obj}
    return str(words) % {"actor": actor, "object": obj}


def verb_name(verb: str) -> str:
    """An act without who and what, for lists to choose from."""
    return sentence(verb, actor="…", obj="…")


def model_of(kind: str) -> type[models.Model] | None:
    """The model whose rows are events' objects of this kind."""
    return next((model for model in apps.get_models() if model._meta.model_name == kind), None)


def kind_name(kind: str) -> str:
    model = model_of(kind)
    return str(model._meta.verbose_name if model else ROWLESS.get(kind, kind))


def field_name(kind: str, field: str) -> str:
    """What people call a field of such an object; its own name where nobody gave it one."""
    if name := getattr(_field(kind, field), "verbose_name", ""):
        return str(name)
    for config in apps.get_app_configs():
        if name := getattr(config, "audit_fields", {}).get(field):
            return str(name)
    return field


def labels_of(kind: str, field: str) -> Mapping[object, Text]:
    """What people call the codes that stand in such a field; nothing where it holds none."""
    if choices := getattr(_field(kind, field), "flatchoices", None):
        return dict(choices)
    for config in apps.get_app_configs():
        if labels := getattr(config, "audit_labels", {}).get(field):
            return cast(Mapping[object, Text], labels)
    return {}


def _field(kind: str, field: str) -> object | None:
    model = model_of(kind)
    try:
        return model._meta.get_field(field) if model else None
    except FieldDoesNotExist:
        return None


def value_text(value: object, labels: Mapping[object, Text] = {}) -> str:
    """A value as people read it: codes, and what counts are of, by their labels, a moment in our
    form, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        colon = pgettext("punctuation", ": ")
        parts = (
            f"{labels.get(name, name)}{colon}{value_text(part)}" for name, part in value.items()
        )
        return pgettext("punctuation", "; ").join(parts) or "–"
    if isinstance(value, list):
        return pgettext("punctuation", ", ").join(value_text(part, labels) for part in value) or "–"
    if value in labels:
        return str(labels[value])
    if isinstance(value, str) and MOMENT.match(value):
        return date_format(timezone.localtime(dt.datetime.fromisoformat(value)), "DATETIME_FORMAT")
    return str(value)
