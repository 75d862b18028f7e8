"""Saved views: private, of the team, and the one that a list opens with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.models import DefaultView, SavedView
from riskcrm.web.services import saved_views
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LIST = "/customers/"
NAME = "monitoring:customer_list"


def keep(by: User, query: str = "tier=high&sort=name", name: str = "Hot", **more: Any) -> SavedView:
    return saved_views.save_view(
        by=by, list_name=NAME, query=query, name=name, at=timezone.now(), **more
    )


def tabs(client: Client, address: str = LIST) -> list[str]:
    return [str(tab.label) for tab in client.get(address).context["tabs"]]


def here(client: Client, address: str) -> list[str]:
    return [str(tab.label) for tab in client.get(address).context["tabs"] if tab.here]


def test_filter_sort_and_columns_are_saved_under_a_name(
    client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    address = f"{LIST}?tier=high&sort=name&columns=name,score&after=xyz&q="
    response = client.post("/views/save/", {"address": address, "name": " Hot "})
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Hot", "tier=high&sort=name&columns=name%2Cscore")
    assert response["Location"] == f"{LIST}?{view.query}"
    assert here(client, response["Location"]) == ["Hot"]
    assert Event.objects.get(verb="save_view").actor_id == str(account_manager.pk)


def test_saving_under_the_same_name_writes_the_view_anew(account_manager: User) -> None:
    keep(account_manager)
    keep(account_manager, "tier=low")
    assert SavedView.objects.get().query == "tier=low"


def test_a_view_that_says_nothing_or_has_no_name_is_refused(account_manager: User) -> None:
    with pytest.raises(Refused, match="nothing to keep"):
        keep(account_manager, "after=xyz&q=")
    for name in ("", "  ", "x" * 61):
        with pytest.raises(Refused, match="name of up to 60"):
            keep(account_manager, name=name)


def test_a_refusal_shows_on_the_list(client_for: ClientFor, account_manager: User) -> None:
    response = client_for(account_manager).post(
        "/views/save/", {"address": LIST, "name": "All"}, follow=True
    )
    assert "nothing to keep" in response.content.decode()


def test_the_team_sees_a_shared_view_and_nobody_else_does(
    client_for: ClientFor, account_manager: User, teammate: User, outsider: User
) -> None:
    keep(account_manager, is_shared=True)
    keep(account_manager, "tier=low", "Mine alone")
    assert tabs(client_for(account_manager))[-2:] == ["Hot", "Mine alone"]
    assert tabs(client_for(teammate))[-1] == "Hot"
    assert "Mine alone" not in tabs(client_for(teammate))
    assert "Hot" not in tabs(client_for(outsider))


def test_who_is_in_no_team_has_nobody_to_share_with(risk_officer: User) -> None:
    with pytest.raises(Refused, match="in no team"):
        keep(risk_officer, is_shared=True)


def test_a_bare_visit_opens_the_default_view_and_all_rows_stay_in_reach(
    client_for: ClientFor, account_manager: User, teammate: User
) -> None:
    client = client_for(account_manager)
    assert client.get(LIST).status_code == 200
    view = keep(account_manager, is_default=True)
    assert client.get(LIST)["Location"] == f"{LIST}?{view.query}"
    everything = client.get(f"{LIST}?{view.query}").context["tabs"][0].url
    assert everything == f"{LIST}?all=1"
    page = client.get(everything)
    assert [str(tab.label) for tab in page.context["tabs"] if tab.here] == ["All"]
    assert page.context["chips"] == []
    assert client.get(f"{LIST}?{view.query}").context["clear_url"] == f"{LIST}?sort=name"
    assert client_for(teammate).get(LIST).status_code == 200


def test_a_part_of_the_list_is_never_led_elsewhere(
    client_for: ClientFor, account_manager: User
) -> None:
    keep(account_manager, is_default=True)
    headers = {"HX-Request": "true", "HX-Target": "list"}
    response = client_for(account_manager).get(LIST, headers=headers)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"{LIST}?all=1"


def test_a_teammates_view_can_be_ones_default_until_it_is_no_longer_shared(
    client_for: ClientFor, account_manager: User, teammate: User
) -> None:
    view = keep(account_manager, is_shared=True)
    client = client_for(teammate)
    client.post(f"/views/{view.pk}/default/", {"address": LIST})
    assert client.get(LIST).status_code == 302
    saved_views.change_view(
        view, by=account_manager, name="Hot", is_shared=False, at=timezone.now()
    )
    assert client.get(LIST).status_code == 200
    assert not DefaultView.objects.exists()


def test_the_default_is_taken_off_again(client_for: ClientFor, account_manager: User) -> None:
    view = keep(account_manager, is_default=True)
    client = client_for(account_manager)
    client.post(f"/views/{view.pk}/default/", {"address": f"{LIST}?all=1", "clear": "1"})
    assert client.get(LIST).status_code == 200


def test_a_view_is_renamed_shared_and_deleted_by_its_maker(
    client_for: ClientFor, account_manager: User
) -> None:
    view = keep(account_manager, is_default=True)
    client = client_for(account_manager)
    form = {"address": f"{LIST}?{view.query}", "name": "Hotter", "is_shared": "on"}
    client.post(f"/views/{view.pk}/change/", form)
    view.refresh_from_db()
    assert (view.name, view.team_id) == ("Hotter", account_manager.team_id)
    client.post(f"/views/{view.pk}/delete/", form)
    assert not SavedView.objects.exists()
    assert client.get(LIST).status_code == 200
    verbs = Event.objects.filter(object_kind="savedview").values_list("verb", flat=True)
    assert {"save_view", "choose_default_view", "change_view", "delete_view"} == set(verbs)


def test_two_views_of_a_list_cannot_have_one_name(account_manager: User) -> None:
    keep(account_manager)
    other = keep(account_manager, "tier=low", "Cold")
    with pytest.raises(Refused, match="another view of that name"):
        saved_views.change_view(
            other, by=account_manager, name="Hot", is_shared=False, at=timezone.now()
        )


def test_only_its_maker_changes_a_shared_view(
    client_for: ClientFor, account_manager: User, teammate: User, outsider: User
) -> None:
    view = keep(account_manager, is_shared=True)
    form = {"address": LIST, "name": "Stolen"}
    for act in ("change", "delete"):
        response = client_for(teammate).post(f"/views/{view.pk}/{act}/", form, follow=True)
        assert "Only who made this view" in response.content.decode()
        assert client_for(outsider).post(f"/views/{view.pk}/{act}/", form).status_code == 404
    assert client_for(outsider).post(f"/views/{view.pk}/default/", form).status_code == 404
    view.refresh_from_db()
    assert view.name == "Hot"


def test_views_need_the_right_and_a_list_that_one_may_open(
    client: Client, client_for: ClientFor, nobody: User, account_manager: User
) -> None:
    form = {"address": LIST, "name": "Hot"}
    assert client.post("/views/save/", form).status_code == 302
    assert client_for(nobody).post("/views/save/", form).status_code == 403
    mine = client_for(account_manager)
    for address in ("/settings/people/?role=x", "https://evil.example/?q=1", "//evil.example/"):
        assert mine.post("/views/save/", {**form, "address": address}).status_code == 404


def test_a_list_without_views_of_its_own_keeps_a_way_back_to_all(
    client_for: ClientFor, account_manager: User
) -> None:
    saved_views.save_view(
        by=account_manager,
        list_name="customers:import_list",
        query="state=failed",
        name="Failed",
        at=timezone.now(),
    )
    assert tabs(client_for(account_manager), "/imports/") == ["All", "Failed"]


def test_views_cost_one_query_however_many_there_are(
    client_for: ClientFor, account_manager: User, django_assert_num_queries: Any
) -> None:
    make_customer(manager=account_manager)
    client = client_for(account_manager)
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
    for number in range(5):
        keep(account_manager, name=f"View {number}")
    with django_assert_num_queries(9):
        client.get(LIST)
