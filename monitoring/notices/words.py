"""What a notice says, in the language of who reads it.

A room that tells people something registers its kind once, when the app starts:

    register_kind("plan_activated", _("Emergency plan activated"), _("%(plan)s was activated."))

The sentence may name the parts that were given, `customer` and `rule`. A part may be a text in both
languages: {"en": …, "zh": …}.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from monitoring.models import Notice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Kind:
    label: StrOrPromise
    sentence: StrOrPromise


KINDS: dict[str, Kind] = {
    "alert_raised": Kind(_("Alert raised"), _("%(customer)s: %(rule)s")),
    "alert_graver": Kind(_("Alert graver"), _("%(customer)s: %(rule)s, graver than before")),
    "kri_amber": Kind(
        _("Indicator at its amber limit"),
        _("%(indicator)s: %(value)s, at or beyond the amber limit of %(limit)s"),
    ),
    "kri_red": Kind(
        _("Indicator at its red limit"),
        _("%(indicator)s: %(value)s, at or beyond the red limit of %(limit)s"),
    ),
    "webhook_off": Kind(
        _("Webhook switched off"),
        _("The webhook %(webhook)s is switched off: %(why)s. Messages to it no longer leave."),
    ),
}


def register_kind(kind: str, label: StrOrPromise, sentence: StrOrPromise) -> None:
    """Make known what notices of a kind say; called once, when an app starts."""
    KINDS[kind] = Kind(label, sentence)


def label_of(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else kind


def text_of(notice: Notice) -> str:
    """The sentence of a notice, of which customer and alert were selected with it."""
    said = {name: _in_language(value) for name, value in notice.parts.items()}
    if notice.customer is not None:
        said["customer"] = notice.customer.name
    if notice.alert is not None:
        said["rule"] = notice.alert.rule.name
    kind = KINDS.get(notice.kind)
    if kind is None:  # of a room that is no more
        return str(said.get("text", notice.kind))
    try:
        return str(kind.sentence) % said
    except KeyError:
        return str(kind.label)


def _in_language(value: Any) -> str:
    if isinstance(value, dict):
        is_chinese = (get_language() or "").startswith("zh")
        return str(value.get("zh" if is_chinese else "en", ""))
    return str(value)
