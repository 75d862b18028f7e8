"""What criteria would suggest now, and what became of such customers: before anybody publishes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from removal.criteria.names_file import names_file
from removal.criteria.tree import from_data
from removal.models import CriterionRule, CriterionSet
from removal.selectors.criteria_past import FEWEST_BAD, FEWEST_MET, what_if_past
from removal.selectors.criteria_what_if import MOST_IN_FILE, NAMED, NowAnswer, what_if_now
from removal.services.criteria_past import outcomes_while_waiting
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import VIEW_CRITERIA
from riskcrm.accounts.signed_in import person_of
from riskcrm.audit.services import record
from riskcrm.web.lists import EXPORT
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


@requires(VIEW_CRITERIA)
@require_safe
def criteria_what_if(request: HttpRequest, criteria_id: int) -> HttpResponse:
    """Customers and exposure that would be suggested, and the past of such customers."""
    criteria = get_object_or_404(CriterionSet, pk=criteria_id)
    rules = list(criteria.rules.order_by("position", "pk"))
    person = person_of(request)
    if "file" in request.GET:
        return _file(request, criteria, rules)
    outcomes_while_waiting(today=today(), at=timezone.now())
    trees = [from_data(rule.tree) for rule in rules]
    now = what_if_now(trees, person=person, day=today())
    past = what_if_past(trees, person=person)
    context = {
        "criteria": criteria,
        "rules": list(zip(rules, now.by_rule, strict=True)),
        "now": now,
        "named": _named(now, rules),
        "past": past,
        "most_named": NAMED,
        "most_in_file": MOST_IN_FILE,
        "fewest_met": FEWEST_MET,
        "fewest_bad": FEWEST_BAD,
    }
    return render(request, "removal/criteria_what_if.html", context)


def _named(now: NowAnswer, rules: list[CriterionRule]) -> list[tuple[Any, list[str]]]:
    return [(named, [rules[place].name for place in named.rules]) for named in now.named]


def _file(request: HttpRequest, criteria: CriterionSet, rules: list[CriterionRule]) -> HttpResponse:
    """The customers as a file; the audit keeps who took them along."""
    person: User = person_of(request)
    if not person.has_perm(EXPORT):
        raise PermissionDenied
    trees = [from_data(rule.tree) for rule in rules]
    answer = what_if_now(trees, person=person, day=today(), most=MOST_IN_FILE)
    content = names_file(answer, [rule.name for rule in rules])
    with transaction.atomic():
        facts = {"customers": len(answer.named)}
        record("export_criteria_what_if", by=person.as_actor(), obj=criteria, facts=facts,
               at=timezone.now())  # fmt: skip
    disposition = f'attachment; filename="criteria-{criteria.number}.csv"'
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": disposition}
    return HttpResponse(content, headers=headers)
