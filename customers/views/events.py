"""Market events: a person says whether they are true, and which reports tell of one event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.follow_up.forms import EventForm, JoinForm
from customers.models import MarketEvent
from customers.records.events import cluster_of, others_than
from customers.records.signals import MARKET_EVENTS
from customers.services import events as services
from customers.views.acts import act_view
from customers.views.records import MORE
from riskcrm.accounts.roles import CONFIRM_EVENTS
from riskcrm.accounts.signed_in import person_of

PENDING = MarketEvent.Confirmation.PENDING


def _undecided(event: MarketEvent) -> list[MarketEvent]:
    return [one for one in cluster_of(event) if one.confirmation == PENDING]


def _beside(request: HttpRequest, event: MarketEvent) -> dict[str, Any]:
    may_decide = person_of(request).has_perm(CONFIRM_EVENTS) and not event.is_void
    others = others_than(event) if may_decide else []
    return {
        "cluster": cluster_of(event),
        "may_decide": may_decide,
        "event_form": EventForm(undecided=_undecided(event)) if may_decide else None,
        "join_form": JoinForm(others=others) if others else None,
    }


MORE[MARKET_EVENTS.name] = _beside


def _event_form(request: HttpRequest, event: MarketEvent) -> EventForm:
    return EventForm(request.POST, undecided=_undecided(event))


def _decided_by(service: Callable[..., MarketEvent]) -> Callable[..., str]:
    def act(request: HttpRequest, event: MarketEvent, form: Form) -> str:
        also = list(form.cleaned_data.get("also") or [])
        reason = form.cleaned_data["reason"]
        service(event, reason=reason, also=also, by=person_of(request), at=timezone.now())
        return _("Your decision is kept. The score follows within seconds.")

    return act


def _join(request: HttpRequest, event: MarketEvent, form: Form) -> str:
    other = form.cleaned_data["other"]
    services.join_events(event, other, by=person_of(request), at=timezone.now())
    return _("These reports belong to one event now, and count once.")


def _join_form(request: HttpRequest, event: MarketEvent) -> JoinForm:
    return JoinForm(request.POST, others=others_than(event))


event_confirm = act_view(
    MARKET_EVENTS, _event_form, _decided_by(services.confirm_event), shown_as="event_form",
    permission=CONFIRM_EVENTS,
)  # fmt: skip
event_dismiss = act_view(
    MARKET_EVENTS, _event_form, _decided_by(services.dismiss_event), shown_as="event_form",
    permission=CONFIRM_EVENTS,
)  # fmt: skip
event_join = act_view(
    MARKET_EVENTS, _join_form, _join, shown_as="join_form", permission=CONFIRM_EVENTS
)
