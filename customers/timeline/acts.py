"""Acts in a customer's timeline, as the audit keeps them: see `customers.timeline.sources`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from customers.timeline.sources import Source, Text

# object of an act → the route of its page; apps add theirs
PAGES: dict[str, str] = {}


def local_day(column: str) -> str:
    """SQL: the organisation's day of a moment."""
    return f"({column} AT TIME ZONE %(zone)s)::date"


def acts_source(
    key: str, label: Text, group: str, permission: str, verbs: Mapping[str, Text]
) -> Source:
    """A source of what people did, as the audit keeps it: verb → what it is called."""
    return Source(
        key=key,
        label=label,
        group=group,
        permission=permission,
        sql=f"""
            SELECT {local_day("e.recorded_at")} AS day, e.recorded_at AS moment, e.id,
                   json_build_object('verb', e.verb, 'kind', e.object_kind,
                       'object', e.object_id, 'reason', p.body::json ->> 'reason',
                       'named', p.body::json ->> 'object') AS data,
                   CASE WHEN e.actor_kind = 'person' THEN e.actor_id::bigint END AS who_id,
                   coalesce(p.body::json ->> 'actor', '') AS who
            FROM audit_event e LEFT JOIN audit_eventpayload p ON p.event_id = e.id
            WHERE e.customer_id = %(customer)s AND e.verb = ANY(%({key}_verbs)s)
        """,  # noqa: S608 (our own tables)
        params={f"{key}_verbs": list(verbs)},
        title=lambda data: verbs.get(data["verb"], data["verb"]),
        words=lambda data: data["reason"] or data["named"] or "",
        url=_page_of_object,
        has_people=True,
    )


def _page_of_object(_key: int, data: dict[str, Any]) -> str:
    route = PAGES.get(data["kind"], "")
    return reverse(route, args=[data["object"]]) if route and data["object"] else ""
