"""What monitoring brings to a customer's timeline: alerts, and who took them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.timeline.acts import PAGES, acts_source, local_day
from customers.timeline.sources import Source, register
from riskcrm.accounts.review_rights import VIEW_REVIEWS
from riskcrm.accounts.roles import VIEW_ALERTS


def _rule(data: dict[str, Any]) -> str:
    is_chinese = (get_language() or "").startswith("zh")
    return str(data["name_zh"] if is_chinese else data["name_en"])


ALERTS = Source(
    key="alert",
    label=_("alert"),
    group="risk",
    permission=VIEW_ALERTS,
    sql=f"""
        SELECT {local_day("a.raised_at")} AS day, a.raised_at AS moment, a.id,
               json_build_object('name_en', r.name_en, 'name_zh', r.name_zh) AS data,
               NULL::bigint AS who_id, '' AS who
        FROM monitoring_alert a JOIN monitoring_alertrule r ON r.id = a.rule_id
        WHERE a.customer_id = %(customer)s
    """,  # noqa: S608 (names of our own columns)
    words=_rule,
    url=lambda key, _data: reverse("monitoring:alert_detail", args=[key]),
)


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    PAGES["alert"] = "monitoring:alert_detail"
    verbs = {
        "acknowledge_alert": _("alert acknowledged"),
        "snooze_alert": _("alert snoozed"),
        "close_alert": _("alert closed"),
    }
    register(ALERTS, acts_source("alert_acts", _("alert acknowledged"), "risk", VIEW_ALERTS, verbs))
    PAGES["review"] = "monitoring:review_detail"
    verbs = {"open_review": _("review opened"), "complete_review": _("review completed")}
    register(acts_source("reviews", _("review"), "risk", VIEW_REVIEWS, verbs))
