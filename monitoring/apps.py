from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.emergency.verbs import VERBS as EMERGENCY_VERBS
from monitoring.training.verbs import VERBS as TRAINING_VERBS
from removal.retention.record import NOTES, Record, texts
from riskcrm.accounts.plan_rights import VIEW_COURSES, VIEW_LIBRARY, VIEW_PLANS, VIEW_QUEUE
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.web.palette_pages import PalettePage


class MonitoringConfig(AppConfig):
    name = "monitoring"
    audit_verbs = {
        "raise_alerts": _("%(actor)s raised or cleared alerts"),
        "acknowledge_alert": _("%(actor)s acknowledged %(object)s"),
        "assign_alert": _("%(actor)s assigned %(object)s"),
        "snooze_alert": _("%(actor)s snoozed %(object)s"),
        "wake_alert": _("%(actor)s woke %(object)s"),
        "close_alert": _("%(actor)s closed %(object)s"),
        "escalate_alerts": _("%(actor)s escalated alerts"),
        "name_risk_lead": _("%(actor)s named the risk lead of %(object)s"),
        "draft_alert_rule": _("%(actor)s began %(object)s"),
        "change_alert_rule": _("%(actor)s changed the draft of %(object)s"),
        "discard_alert_rule": _("%(actor)s gave up %(object)s"),
        "try_alert_rule": _("%(actor)s tried %(object)s on the past"),
        "ask_alert_rule": _("%(actor)s asked for %(object)s to hold"),
        "reject_alert_rule": _("%(actor)s turned down %(object)s"),
        "put_alert_rule_in_force": _("%(actor)s put %(object)s in force"),
        "open_review": _("%(actor)s opened %(object)s"),
        "open_reviews": _("%(actor)s opened reviews that fall due"),
        "open_event_reviews": _("%(actor)s opened reviews because of events"),
        "complete_review": _("%(actor)s completed %(object)s"),
        "change_control": _("%(actor)s changed the control %(object)s"),
        "draw_sample": _("%(actor)s drew a sample: %(object)s"),
        "redraw_sample": _("%(actor)s drew a sample anew: %(object)s"),
        "judge_item": _("%(actor)s tested an item: %(object)s"),
        "finish_control_test": _("%(actor)s finished a test: %(object)s"),
        "sign_control_test": _("%(actor)s signed a test: %(object)s"),
        "raise_finding": _("%(actor)s raised the finding “%(object)s”"),
        "follow_up_finding": _("%(actor)s followed up the finding “%(object)s”"),
        "send_finding_back": _("%(actor)s sent the finding “%(object)s” back to its owner"),
        "close_finding": _("%(actor)s closed the finding “%(object)s”"),
        "make_evidence_bundle": _("%(actor)s took out evidence of %(object)s"),
        "change_notice_settings": _("%(actor)s changed which mails they get"),
        "create_webhook": _("%(actor)s made the webhook %(object)s"),
        "change_webhook": _("%(actor)s changed the webhook %(object)s"),
        "rotate_webhook_secret": _("%(actor)s made a new secret of the webhook %(object)s"),
        "switch_on_webhook": _("%(actor)s switched on the webhook %(object)s"),
        "switch_off_webhook": _("%(actor)s switched off the webhook %(object)s"),
        "test_webhook": _("%(actor)s sent a test to the webhook %(object)s"),
        "resend_webhook_message": _("%(actor)s sent a message to the webhook %(object)s again"),
        **EMERGENCY_VERBS,
        **TRAINING_VERBS,
        "change_kri_limits": _("%(actor)s changed limits of a key risk indicator: %(object)s"),
        "ask_kri_limits": _(
            "%(actor)s asked for looser limits of a key risk indicator: %(object)s"
        ),
        "approve_kri_limits": _("%(actor)s approved looser limits: %(object)s"),
        "reject_kri_limits": _("%(actor)s turned down looser limits: %(object)s"),
        "make_month_report": _("%(actor)s made the management report: %(object)s"),
    }

    # what was told, was told of the customer that it was then
    merge_stays = (
        "alert", "badcustomer", "dryrunhit", "review", "reviewcause", "activation", "desktake",
        "notice", "webhookmessage",
    )  # fmt: skip
    audit_fields = {
        "manifest_sha256": _("hash of the manifest"),
        "period": _("period"),
        "population": _("population"),
        "results": _("results"),
        "item": pgettext_lazy("sample", "item"),
        "due": _("due by"),
        "test": pgettext_lazy("control", "test"),
    }
    erased_records = (
        texts(NOTES, "monitoring_populationrow", "label"),
        texts(
            NOTES, "monitoring_sampleitem", "note", "evidence",
            joined=", monitoring_populationrow p", customer="p.customer_id",
            where="p.id = t.row_id",
        ),
        texts(
            NOTES, "monitoring_finding", "title", "text", "cause", "action", "closing",
            joined=", monitoring_sampleitem i, monitoring_populationrow p",
            customer="p.customer_id", where="i.id = t.item_id AND p.id = i.row_id",
        ),
        texts(
            NOTES, "monitoring_followup", "text", "evidence",
            joined=", monitoring_finding f, monitoring_sampleitem i, monitoring_populationrow p",
            customer="p.customer_id",
            where="f.id = t.finding_id AND i.id = f.item_id AND p.id = i.row_id",
        ),
        texts(
            NOTES, "monitoring_acknowledgement", "note", joined=", monitoring_alert a",
            customer="a.customer_id", where="a.id = t.alert_id",
        ),
        texts(
            NOTES, "monitoring_alertsnooze", "reason", joined=", monitoring_alert a",
            customer="a.customer_id", where="a.id = t.alert_id",
        ),
        texts(
            NOTES, "monitoring_alertclosure", "note", joined=", monitoring_alert a",
            customer="a.customer_id", where="a.id = t.alert_id",
        ),
        texts(NOTES, "monitoring_review", "findings"),
        Record(NOTES, "monitoring_review", "reasons = '{}'", where="t.reasons <> '{}'"),
        texts(NOTES, "monitoring_activation", "because", "stood_down_because"),
        texts(
            NOTES, "monitoring_activationentry", "text", joined=", monitoring_activation a",
            customer="a.customer_id", where="a.id = t.activation_id",
        ),
        texts(NOTES, "monitoring_desktake", "handed_back_because"),
        Record(NOTES, "monitoring_notice", "parts = '{}'", where="t.parts <> '{}'"),
        texts(NOTES, "monitoring_webhookmessage", "payload"),
        texts(
            NOTES, "monitoring_webhookattempt", "answer", joined=", monitoring_webhookmessage m",
            customer="m.customer_id", where="m.id = t.message_id",
        ),
    )  # fmt: skip
    palette_pages = (
        PalettePage(_("Alert rules"), "monitoring:alert_rule_list", VIEW_ALERTS, "list-check"),
        PalettePage(_("Emergency plans"), "monitoring:emergency_list", VIEW_PLANS, "bell"),
        PalettePage(_("High-risk customers"), "monitoring:high_risk_queue", VIEW_QUEUE, "users"),
        PalettePage(_("My courses"), "monitoring:my_courses", VIEW_COURSES, "book"),
        PalettePage(_("Studied cases"), "monitoring:studied_case_list", VIEW_LIBRARY, "book"),
    )

    def ready(self) -> None:
        from customers.services.derived import Derived, register_derived
        from monitoring import timeline
        from monitoring.alert_rules import waiting as waiting_rules
        from monitoring.alerting import words as alert_words
        from monitoring.control import waiting
        from monitoring.control.catalogue import make_catalogue
        from monitoring.emergency import waiting as waiting_emergencies
        from monitoring.emergency.defaults import make_default_plans
        from monitoring.kris import waiting as waiting_kris
        from monitoring.reviews import waiting as waiting_reviews
        from monitoring.rules import make_default_rules
        from monitoring.services import handing_over
        from monitoring.training import waiting as waiting_courses
        from monitoring.training.defaults import make_default_courses

        timeline.register_sources()
        waiting_emergencies.register_sources()
        waiting_courses.register_sources()
        waiting_kris.register_sources()
        handing_over.register_parts()
        alert_words.register_words()
        # an alert that somebody has acknowledged is more than was worked out: it keeps the customer
        told = ("evidence", "escalation", "breach", "result")
        children = tuple((f"monitoring_alert{name}", "alert_id") for name in told)
        register_derived(Derived("monitoring_alert", children=children))
        register_derived(Derived("monitoring_badcustomer"))
        register_derived(Derived("monitoring_dryrunhit"))
        register_derived(Derived("monitoring_reviewcause"))
        post_migrate.connect(make_default_rules, sender=self)
        post_migrate.connect(make_catalogue, sender=self)
        waiting.register_sources()
        waiting_rules.register_sources()
        waiting_reviews.register_sources()
        post_migrate.connect(make_default_plans, sender=self)
        post_migrate.connect(make_default_courses, sender=self)

    def after_merge(self, _survivor: Any, merged: Any, at: dt.datetime) -> None:
        """The survivor gets alerts of its own; nobody holds the merged one any more."""
        from monitoring.services import end_alerts_of
        from monitoring.services.high_risk_desk import let_go_of_merged
        from monitoring.services.reviews import end_review_of

        end_alerts_of(merged, at=at)
        end_review_of(merged, at=at)
        let_go_of_merged(merged, at=at)

    def after_treatment_review(self, customer: Any, by: Any, note: str, at: dt.datetime) -> None:
        """Who looked at the treatment has looked at the customer."""
        from monitoring.services.reviews import complete_by_look

        complete_by_look(customer, by=by, note=note, at=at)
