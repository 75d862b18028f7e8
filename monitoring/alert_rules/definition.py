"""What a version of a rule says, as a dictionary of the rule's fields; exact decimals are text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.alert_rules.tree import InvalidTree, checked_rule, to_data
from monitoring.models import AlertRule
from riskcrm.accounts.models import Team
from riskcrm.accounts.roles import HEAD_OF_RISK, RISK_OFFICER
from riskcrm.web.errors import Refused
from scoring.models import Tier

FIELDS = (*AlertRule.WORDS, *AlertRule.DECIDING)
MARKS = ("raise_at", "clear_at", "escalate_at")
MOST_COOLDOWN = 365
# what an episode follows: the same for as long as the rule lives
WATCHED = ("kind", "subject", "versus", "days", "as_share", "provider", "falling")
# roles that a rule may tell besides who looks after the customer
ROLES = (RISK_OFFICER, HEAD_OF_RISK)
RATED = (Tier.LOW, Tier.MEDIUM, Tier.HIGH)


def said_of(rule: AlertRule) -> dict[str, Any]:
    """What a rule says now."""
    return {name: _stored(getattr(rule, name)) for name in FIELDS}


def put(rule: AlertRule, said: Mapping[str, Any]) -> None:
    """Write what a version says into the rule's fields."""
    for name in FIELDS:
        value = said[name]
        is_mark = name in MARKS and value is not None
        setattr(rule, name, Decimal(value) if is_mark else value)


def decides_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both raise the same alerts; who is told of them is part of it."""
    names = (*AlertRule.DECIDING, "recipients")
    return all(one[name] == other[name] for name in names)


def content_of(said: Mapping[str, Any]) -> str:
    """A hash of what decides on alerts, by which a dry run is of this content."""
    text = json.dumps({name: said[name] for name in AlertRule.DECIDING}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def checked(said: Mapping[str, Any], *, code: str = "") -> dict[str, Any]:
    """The fields in their stored form. Raises `Refused` with the first that is wrong."""
    strange = sorted(set(said) - set(FIELDS))
    if strange:
        raise Refused(
            _("A rule knows no “%(name)s”.") % {"name": strange[0][:40]}, code="unknown_field"
        )
    blank = said_of(AlertRule())
    fields = {**blank, **said}
    if fields["kind"] != AlertRule.Kind.THRESHOLD:
        fields |= {name: blank[name] for name in (*MARKS, "subject", "versus", "days", "as_share",
                                                  "provider", "falling")}  # fmt: skip
    fields |= {name: _mark(name, fields[name]) for name in MARKS}
    _check_words(fields)
    _check_scope(fields["scope"])
    _check_muted(fields["muted_by"], code)
    row = AlertRule(code=code or "new")
    put(row, fields)
    try:
        rule = checked_rule(row)
        row.clean_fields(exclude=["code", "scope", "also", *MARKS])
    except InvalidTree as error:
        raise Refused(str(error), code="invalid_rule", field="also") from error
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise Refused(sentences[0], code="invalid", field=name) from error
    fields["also"] = to_data(rule.also) if rule.also else None
    return fields


def _stored(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, str) else value


def _mark(name: str, given: Any) -> str | None:
    if given in (None, ""):
        return None
    try:
        field: Any = AlertRule._meta.get_field(name)
        return str(_stored(field.clean(given, None)))
    except ValidationError as error:
        raise Refused(error.messages[0], code="invalid", field=name) from error


def _check_words(fields: Mapping[str, Any]) -> None:
    for name in ("name_en", "name_zh"):
        if not str(fields[name]).strip():
            raise Refused(_("Name the rule in both languages."), code="no_name", field=name)
    if fields["cooldown_days"] and not 0 <= fields["cooldown_days"] <= MOST_COOLDOWN:
        raise Refused(
            _("A cooldown is at most %(most)s days.") % {"most": MOST_COOLDOWN},
            code="cooldown_too_long", field="cooldown_days",
        )  # fmt: skip
    if set(fields["recipients"]) - set(ROLES):
        raise Refused(_("Nobody of this role can be told."), code="no_role", field="recipients")


def _check_scope(scope: Any) -> None:
    allowed: dict[str, Any] = {
        "industries": Customer.Industry.values, "kinds": Customer.Kind.values,
        "tiers": [tier.value for tier in RATED], "countries": None, "teams": None,
    }  # fmt: skip
    is_shaped = isinstance(scope, dict) and all(
        name in allowed and isinstance(values, list) and values for name, values in scope.items()
    )
    if not is_shaped or any(
        known is not None and set(scope[name]) - set(known)
        for name, known in allowed.items() if name in scope
    ):  # fmt: skip
        raise Refused(_("The rule cannot be narrowed like this."), code="scope", field="scope")
    if any(not isinstance(code, str) or len(code) != 2 for code in scope.get("countries", [])):
        raise Refused(_("A country is given by its two letters."), code="country", field="scope")
    teams = scope.get("teams", [])
    if not all(type(pk) is int for pk in teams) or Team.objects.filter(pk__in=teams).count() != len(
        set(teams)
    ):
        raise Refused(_("There is no such team."), code="team", field="scope")


def _check_muted(muted_by: Any, code: str) -> None:
    """Who mutes is never muted, so that no two rules silence each other."""
    louder = dict(AlertRule.objects.filter(code__in=muted_by).values_list("code", "muted_by"))
    if set(muted_by) - louder.keys() or code in muted_by:
        raise Refused(_("There is no other rule of this code."), code="muted", field="muted_by")
    if any(louder.values()) or (
        muted_by and code and AlertRule.objects.filter(muted_by__contains=[code]).exists()
    ):
        raise Refused(
            _("A rule that is muted cannot mute others."), code="muted_chain", field="muted_by"
        )
