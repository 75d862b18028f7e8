"""What a rule says besides its threshold: for whom, while what, how often, and who is louder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Contract, Customer
from monitoring.models import Alert, AlertRule, PeerMedian
from monitoring.services import raise_alerts
from tests.factories import make_customer, make_team
from tests.monitoring.readings import DAY, NOON, read, sweep
from tests.removal.criteria.books import snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_two_rules")]


def change(code: str = "max_dpd", **fields: Any) -> None:
    if "subject" in fields:
        fields.setdefault("escalate_at", None)
    AlertRule.objects.filter(code=code).update(**fields)


def runs(customer: Customer | None = None) -> list[str]:
    """Codes of the rules whose episode runs."""
    alerts = Alert.objects.filter(cleared_at__isnull=True)
    if customer:
        alerts = alerts.filter(customer=customer)
    return sorted(alerts.values_list("rule__code", flat=True))


def why() -> list[str]:
    return list(Alert.objects.order_by("pk").values_list("cleared_because", flat=True))


class TestFurtherConditions:
    def test_all_of_them_have_to_hold_as_well(self) -> None:
        change(also={"subject": "exposure", "compare": "at_least", "value": "1000"})
        small, large = make_customer(), make_customer()
        sweep(small, max_dpd=70, exposure=999)
        sweep(large, max_dpd=70, exposure=1000)
        assert Alert.objects.get().customer == large

    def test_what_was_seen_of_them_is_kept_as_evidence(self) -> None:
        change(also={"subject": "exposure", "compare": "at_least", "value": "1000"})
        sweep(make_customer(), max_dpd=70, exposure=1250)
        seen = Alert.objects.get().evidence.get().figures
        assert seen == [{"at": 0, "value": "1250", "holds": True}]

    def test_one_that_is_not_known_is_no_hit(self) -> None:
        change(also={"subject": "utilisation", "compare": "at_most", "value": "50"})
        sweep(make_customer(), max_dpd=70, utilisation=None)
        assert runs() == []

    def test_the_episode_ends_with_the_first_that_holds_no_longer(self) -> None:
        change(also={"subject": "exposure", "compare": "at_least", "value": "1000"})
        customer = make_customer()
        sweep(customer, max_dpd=70, exposure=1250)
        sweep(customer, at=NOON + DAY, max_dpd=70, exposure=900)
        assert why() == ["fell_back"]

    def test_a_risen_tier_can_have_them_too(self) -> None:
        change("tier_rise", also={"subject": "exposure", "compare": "above", "value": "0"})
        poor, rich = make_customer(), make_customer()
        for customer, exposure in ((poor, 0), (rich, 5)):
            sweep(customer, tier="low", exposure=exposure)
            sweep(customer, at=NOON + DAY, tier="high", exposure=exposure)
        assert (runs(poor), runs(rich)) == ([], ["tier_rise"])


class TestBustOut:
    @pytest.mark.parametrize(
        ("figures", "raised"),
        [
            ({}, ["bust_out"]),
            ({"contact_changes": 0, "payment_method_changes": 4}, ["bust_out"]),
            ({"contact_changes": 2}, []),
            ({"utilisation": 90}, []),
            ({"invoice_surge": "4.9"}, []),
        ],
    )
    def test_needs_a_surge_on_a_full_limit_by_who_changes_contacts_or_methods(
        self, figures: dict[str, Any], raised: list[str]
    ) -> None:
        change("bust_out", is_active=True)
        told = {"invoice_surge": 6, "utilisation": 95, "contact_changes": 3, **figures}
        sweep(make_customer(), **told)
        assert runs() == raised

    def test_it_is_critical_and_mutes_the_surge_alone(self) -> None:
        AlertRule.objects.filter(code__in=["bust_out", "invoice_surge"]).update(is_active=True)
        sweep(make_customer(), invoice_surge=6, utilisation=95, contact_changes=3)
        assert [alert.severity for alert in Alert.objects.all()] == ["critical"]


class TestScope:
    def test_only_customers_of_the_scope_are_looked_at(self) -> None:
        team = make_team()
        change(scope={"teams": [team.pk], "industries": ["C"]})
        for fields in ({"team": team, "industry": "C"}, {"industry": "C"}, {"team": team}):
            sweep(make_customer(**fields), max_dpd=70)
        assert Alert.objects.get().customer.team == team

    def test_who_leaves_it_is_no_longer_the_rule_s_business(self) -> None:
        change(scope={"industries": ["C"]})
        customer = make_customer(industry="C")
        sweep(customer, max_dpd=70)
        Customer.objects.filter(pk=customer.pk).update(industry="G")
        sweep(customer, at=NOON + DAY, max_dpd=70)
        assert why() == ["out_of_scope"]


class TestCooldown:
    def test_after_a_figure_fell_back_the_rule_is_silent_for_its_cooldown(self) -> None:
        change(cooldown_days=7)
        customer = make_customer()
        sweep(customer, max_dpd=70)
        sweep(customer, at=NOON + DAY, max_dpd=0)
        sweep(customer, at=NOON + 2 * DAY, max_dpd=70)
        assert runs() == []
        raise_alerts(at=NOON + 8 * DAY)  # by night, though nothing changed
        assert runs() == ["max_dpd"]

    def test_it_does_not_hold_for_what_is_graver(self) -> None:
        change(cooldown_days=7)
        customer = make_customer()
        sweep(customer, max_dpd=70)
        sweep(customer, at=NOON + DAY, max_dpd=0)
        sweep(customer, at=NOON + 2 * DAY, max_dpd=95)
        assert Alert.objects.get(episode=2).severity == "critical"

    def test_it_does_not_hold_where_the_figure_was_only_unknown(self) -> None:
        change(cooldown_days=7)
        customer = make_customer()
        sweep(customer, max_dpd=70)
        sweep(customer, at=NOON + DAY, max_dpd=None)
        sweep(customer, at=NOON + 2 * DAY, max_dpd=70)
        assert runs() == ["max_dpd"]


class TestMuting:
    @pytest.fixture(autouse=True)
    def with_insolvency(self, only_two_rules: None) -> None:
        change("insolvency", is_active=True)
        raise_alerts(at=NOON)

    def test_an_insolvent_customer_raises_one_alert(self) -> None:
        sweep(make_customer(), max_dpd=70, insolvency=1)
        assert runs() == ["insolvency"]

    def test_what_ran_before_gives_way_and_says_why(self) -> None:
        customer = make_customer()
        sweep(customer, max_dpd=70)
        sweep(customer, at=NOON + DAY, max_dpd=70, insolvency=1)
        assert runs() == ["insolvency"]
        assert Alert.objects.get(rule__code="max_dpd").cleared_because == "muted"

    def test_so_does_a_figure_that_keeps_between_its_marks(self) -> None:
        customer = make_customer()
        sweep(customer, max_dpd=70)
        sweep(customer, at=NOON + DAY, max_dpd=55)
        assert runs() == ["max_dpd"]
        sweep(customer, at=NOON + 2 * DAY, max_dpd=55, insolvency=1)
        assert runs() == ["insolvency"]
        assert Alert.objects.get(rule__code="max_dpd").cleared_because == "muted"

    def test_so_does_a_tier_that_rose_before(self) -> None:
        change("tier_rise", muted_by=["insolvency"])
        customer = make_customer()
        sweep(customer, tier="low")
        sweep(customer, at=NOON + DAY, tier="high")
        assert runs() == ["tier_rise"]
        sweep(customer, at=NOON + 2 * DAY, tier="high", insolvency=1)
        assert runs() == ["insolvency"]
        assert Alert.objects.get(rule__code="tier_rise").cleared_because == "muted"

    def test_what_began_to_be_muted_while_both_ran_ends_by_night(self) -> None:
        change(muted_by=[])
        customer = make_customer()
        sweep(customer, max_dpd=70, insolvency=1)
        sweep(customer, at=NOON + DAY, max_dpd=55, insolvency=1)
        change(muted_by=["insolvency"])
        raise_alerts(at=NOON + DAY)
        assert runs() == ["insolvency"]

    def test_a_louder_one_that_ends_in_the_same_sweep_mutes_nothing(self) -> None:
        customer = make_customer()
        change(muted_by=[])
        sweep(customer, max_dpd=70, insolvency=1)
        change(muted_by=["insolvency"])
        sweep(customer, at=NOON + DAY, max_dpd=55, insolvency=0)
        assert runs() == ["max_dpd"]

    def test_once_the_louder_one_is_over_it_speaks_again(self) -> None:
        customer = make_customer()
        sweep(customer, max_dpd=70, insolvency=1)
        sweep(customer, at=NOON + DAY, max_dpd=70, insolvency=0)
        assert runs() == ["max_dpd"]

    def test_nobody_else_is_muted(self) -> None:
        sweep(make_customer(), insolvency=1)
        other = make_customer()
        sweep(other, max_dpd=70)
        assert runs(other) == ["max_dpd"]

    def test_two_that_name_each_other_both_speak(self) -> None:
        change("insolvency", muted_by=["max_dpd"])
        sweep(make_customer(), max_dpd=70, insolvency=1)
        assert runs() == ["insolvency", "max_dpd"]

    def test_a_louder_rule_in_its_cooldown_mutes_nothing(self) -> None:
        change("insolvency", cooldown_days=7)
        customer = make_customer()
        sweep(customer, insolvency=1)
        sweep(customer, at=NOON + DAY, insolvency=0)
        sweep(customer, at=NOON + 2 * DAY, max_dpd=70, insolvency=1)
        assert runs() == ["max_dpd"]

    def test_a_louder_rule_that_is_switched_off_mutes_nothing(self) -> None:
        customer = make_customer()
        sweep(customer, max_dpd=70, insolvency=1)
        change("insolvency", is_active=False)
        sweep(customer, at=NOON + DAY, max_dpd=70, insolvency=1)
        assert runs() == ["max_dpd"]


class TestOverTimeAndAgainstOthers:
    def test_a_change_is_against_the_month_end_before(self) -> None:
        change(subject="exposure", versus="past", days=30, raise_at=500, clear_at=400)
        customer = make_customer()
        snapshot(customer, dt.date(2026, 3, 31), exposure=1000)
        snapshot(customer, dt.date(2026, 4, 30), exposure=1450)
        sweep(customer, exposure=1500)
        assert Alert.objects.get().evidence.get().value == Decimal(500)

    def test_without_a_past_there_is_no_change(self) -> None:
        change(subject="exposure", versus="past", days=30, raise_at=500, clear_at=400)
        sweep(make_customer(), exposure=1500)
        assert runs() == []

    def test_peers_are_read_anew_each_night(self) -> None:
        change(subject="dso", versus="peers", as_share=True, raise_at=200, clear_at=160)
        for _number in range(20):
            read(make_customer(industry="C"), dso=30)
        raise_alerts(at=NOON)
        assert PeerMedian.objects.get().value == Decimal(30)
        sweep(make_customer(industry="C"), at=NOON + DAY, dso=60)
        assert Alert.objects.get().evidence.get().value == Decimal(200)

    def test_of_fewer_than_twenty_customers_there_is_no_median(self) -> None:
        change(subject="dso", versus="peers", as_share=True, raise_at=200, clear_at=160)
        for _number in range(19):
            read(make_customer(industry="C"), dso=30)
        raise_alerts(at=NOON)
        assert not PeerMedian.objects.exists()


def test_the_calendar_raises_an_alert_by_night_though_nothing_changed() -> None:
    change("contract_end", is_active=True)
    customer = make_customer()
    Contract.objects.create(
        customer=customer, source_key="k", title="Frame", recorded_at=NOON,
        effective_date=NOON.date() - dt.timedelta(days=100),
        end_date=NOON.date() + dt.timedelta(days=31),
    )  # fmt: skip
    sweep(customer, exposure=5)
    assert runs() == []
    raise_alerts(at=NOON + DAY)
    assert runs() == ["contract_end"]
    assert Alert.objects.get().evidence.get().value == Decimal(30)
