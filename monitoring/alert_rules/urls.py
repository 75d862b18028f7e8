"""Addresses of the pages of alert rules."""

from django.urls import URLPattern, path

from monitoring.views import alert_rules as rules
from monitoring.views import rule_versions as versions

ALL = "alerts/rules/"
ONE = f"{ALL}<slug:code>/"
VERSION = f"{ONE}versions/<int:number>/"
RUN = "alerts/dry-runs/<int:run_id>/"


def rule_urls() -> list[URLPattern]:
    return [
        path(ALL, rules.AlertRuleList.as_view(), name="alert_rule_list"),
        path(f"{ALL}new/", rules.rule_create, name="alert_rule_create"),
        path(ONE, rules.rule_detail, name="alert_rule_detail"),
        path(f"{ONE}change/", rules.rule_change, name="alert_rule_change"),
        path(f"{ONE}switch-off/", rules.rule_switch_off, name="alert_rule_switch_off"),
        path(VERSION, versions.version_detail, name="rule_version"),
        path(f"{VERSION}edit/", versions.version_edit, name="rule_version_edit"),
        path(f"{VERSION}try/", versions.version_try, name="rule_version_try"),
        path(f"{VERSION}ask/", versions.version_ask, name="rule_version_ask"),
        path(f"{VERSION}decide/", versions.version_decide, name="rule_version_decide"),
        path(f"{VERSION}discard/", versions.version_discard, name="rule_version_discard"),
        path(f"{RUN}hits/", versions.DryRunHitList.as_view(), name="dry_run_hits"),
        path(f"{RUN}progress/", versions.run_progress, name="dry_run_progress"),
    ]
