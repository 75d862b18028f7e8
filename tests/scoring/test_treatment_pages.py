"""Pages and API of treatments."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from riskcrm.accounts import roles
from riskcrm.accounts.inbox import sources
from riskcrm.jobs.models import Item
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.models import (
    CustomerTreatment,
    Rating,
    TreatmentDue,
    TreatmentPolicy,
    TreatmentProposal,
)
from tests.factories import make_customer, make_person, make_service_user, make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(account_manager):
    """Rated high, then low again: better terms are proposed."""
    customer = make_customer(manager=account_manager, team=account_manager.team)
    make_terms(customer, payment_days=30)
    for tier in ("low", "high", "low"):
        Rating.objects.filter(customer=customer).update(tier=tier, as_of=today())
        TreatmentDue.objects.create(customer_id=customer.pk)
        while services.follow_treatments(at=timezone.now()):
            pass
    return customer


def waiting_for(user):
    return [row for source in sources() for row in source.rows(user, 20)]


def page(client, name, *args, **query):
    return client.get(reverse(f"scoring:{name}", args=args), query)


def test_a_policy_goes_from_draft_to_force_on_its_pages(client_for, risk_officer):
    client = client_for(risk_officer)
    answer = client.post(reverse("scoring:treatment_draft"))
    draft = TreatmentPolicy.objects.get(state="draft")
    assert answer.url == reverse("scoring:treatment_change", args=[draft.pk])
    form = client.get(answer.url).context["form"]
    words = filled(form) | {"high-payment_days": "7", "sectors-0-industry": "F",
                            "sectors-0-limit": "500"}  # fmt: skip
    assert client.post(answer.url, words).status_code == 302
    shown = page(client, "treatment_detail", draft.pk).content.decode()
    assert "2 figures differ from version 1" in shown
    draft.refresh_from_db()
    said = {"note": "Losses rose.", "version": draft.version}
    client.post(reverse("scoring:treatment_submit", args=[draft.pk]), said)
    shown = page(client, "treatment_detail", draft.pk).content.decode()
    assert "another person has to publish it" in shown
    other = make_person(roles.HEAD_OF_RISK, username="other-head")
    [row] = waiting_for(other)
    assert row.url.startswith(reverse("scoring:treatment_detail", args=[draft.pk]))
    assert waiting_for(risk_officer) == []
    draft.refresh_from_db()
    said = {"reason": "Seen.", "version": draft.version}
    client_for(other).post(reverse("scoring:treatment_publish", args=[draft.pk]), said)
    assert selectors.policy() == draft
    assert draft.by_tier()["high"].payment_days == 7
    assert draft.sectors.get().limit == 500


def filled(form):
    """What a browser would send of the page as it is."""
    fields = [field for part in (form.own, *form.tiers.values()) for field in part]
    fields += list(form.sectors.management_form)
    values = {field.html_name: field.value() for field in fields}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def test_what_is_wrong_with_a_tier_is_said_beside_it(client_for, risk_officer):
    client = client_for(risk_officer)
    draft = services.draft_treatments(by=risk_officer, at=timezone.now())
    url = reverse("scoring:treatment_change", args=[draft.pk])
    words = filled(client.get(url).context["form"])
    answer = client.post(url, words | {"low-prepayment_share": "101"})
    assert answer.status_code == 422
    assert "less than or equal to 100" in answer.content.decode()
    twice = {f"sectors-{n}-{name}": value for n in (0, 1)
             for name, value in (("industry", "F"), ("limit", "5"))}  # fmt: skip
    answer = client.post(url, words | twice)
    assert answer.status_code == 422
    assert "Name each industry once." in answer.content.decode()
    assert client.post(url, words | {"version": 7}).status_code == 409


def test_the_customer_page_shows_treatment_proposal_and_break_even(
    client_for, customer, account_manager
):
    text = page(client_for(account_manager), "treatment_panel", customer.pk).content.decode()
    proposal = TreatmentProposal.objects.open().get()
    assert reverse("scoring:proposal_detail", args=[proposal.pk]) in text
    assert "nothing was invoiced in these twelve months" in text
    assert "by the system" in text


def test_the_manager_accepts_on_the_page_and_finds_it_in_the_inbox(
    client_for, customer, account_manager, risk_officer
):
    proposal = TreatmentProposal.objects.open().get()
    [row] = waiting_for(account_manager)
    assert row.customer_id == customer.pk
    assert waiting_for(risk_officer) == []  # not their customer, though they may decide
    client = client_for(account_manager)
    assert "Accept the terms" in page(client, "proposal_detail", proposal.pk).content.decode()
    url = reverse("scoring:proposal_decline", args=[proposal.pk])
    answer = client.post(url, {"version": proposal.version})
    assert answer.status_code == 422  # no reason
    url = reverse("scoring:proposal_accept", args=[proposal.pk])
    assert client.post(url, {"version": proposal.version}).status_code == 302
    assert CustomerTreatment.objects.get().treatment.tier == "low"
    assert client.post(url, {"version": proposal.version}).status_code == 409


def test_many_are_decided_at_once(client_for, customer, account_manager, risk_officer):
    proposal = TreatmentProposal.objects.open().get()
    said = {"address": "/treatment-proposals/?state=open", "ids": [proposal.pk], "confirmed": "1"}
    client_for(account_manager).post("/bulk/", said | {"action": "accept"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("accepted", account_manager)
    said |= {"address": "/treatment-proposals/", "action": "decline", "reason": "No."}
    client_for(risk_officer).post("/bulk/", said)
    proposal.refresh_from_db()
    assert proposal.state == "accepted"
    assert "decided already" in str(Item.objects.order_by("pk").last().message)


def test_the_list_shows_only_what_one_sees(client_for, customer, account_manager, outsider):
    assert customer.name in page(client_for(account_manager), "proposal_list").content.decode()
    assert customer.name not in page(client_for(outsider), "proposal_list").content.decode()
    proposal = TreatmentProposal.objects.open().get()
    client = client_for(outsider)
    assert page(client, "proposal_detail", proposal.pk).status_code == 404
    assert page(client, "treatment_panel", customer.pk).status_code == 404


def test_a_key_drafts_and_submits_but_neither_publishes_nor_decides(
    api_client_for, customer, risk_officer
):
    client = api_client_for(make_service_user("treatments:write", responsible=risk_officer))
    made = client.post("/api/v1/treatment-policies/", {}, format="json")
    assert (made.status_code, made.data["state"]) == (201, "draft")
    url = f"/api/v1/treatment-policies/{made.data['id']}/"
    tag = client.get(url)["ETag"]
    change = {
        "check_hours": 12,
        "tiers": [{"tier": "high", "payment_days": 7}],
        "sectors": [{"industry": "F", "limit": "500"}],
    }
    assert client.patch(url, change, format="json").status_code == 428
    answer = client.patch(url, change, format="json", headers={"If-Match": tag})
    assert (answer.status_code, answer.data["check_hours"]) == (200, 12)
    high = next(each for each in answer.data["tiers"] if each["tier"] == "high")
    assert (high["payment_days"], high["prepayment_share"]) == (7, "50.00")
    wrong = {"tiers": [{"tier": "high", "prepayment_share": 500}]}
    refused = client.patch(url, wrong, format="json", headers={"If-Match": answer["ETag"]})
    assert refused.status_code == 400
    sent = client.post(
        f"{url}submit/", {"note": "Losses."}, format="json", headers={"If-Match": answer["ETag"]}
    )
    assert (sent.status_code, sent.data["state"]) == (200, "review")
    proposal = TreatmentProposal.objects.open().get()
    url = f"/api/v1/treatment-proposals/{proposal.pk}/"
    assert client.get(url).data["direction"] == "better"
    assert client.post(f"{url}accept/", {}, format="json").status_code == 403
    held = client.get(f"/api/v1/treatments/{customer.pk}/").data
    assert (held["treatment"]["tier"], held["since"]) == ("high", str(today()))
