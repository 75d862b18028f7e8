"""Where I was named, and whom one may name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.follow_up.filters import MentionFilter
from customers.follow_up.tables import MentionTable
from customers.models import Mention
from customers.records.follow_up import INTERACTIONS
from customers.selectors import people_seeing
from customers.services.mentions import read_mentions
from customers.views.acts import is_htmx, part
from customers.views.find import find_customer
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import came_from
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires

VIEW = INTERACTIONS.permission("view")
MOST_OFFERED = 8
AT_ONCE = 500


class MentionList(ListPage):
    """Where a person was named, the latest first."""

    permission_required = VIEW
    table_class = MentionTable
    filterset_class = MentionFilter
    template_name = "customers/mention_list.html"
    title = gettext_lazy("Mentions")
    empty_text = gettext_lazy(
        "Nobody has named you yet. Who writes @ and your user name in a note lets you know here."
    )
    default_sort = "-mentioned_at"
    sorts: ClassVar[dict[str, Any]] = {
        "mentioned_at": Sort("mentioned_at", descending=True, tie_reversed=True)
    }

    def get_queryset(self) -> QuerySet[Mention]:
        rows: QuerySet[Mention] = Mention.objects.of(person_of(self.request))
        return rows.select_related("customer", "by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return ((_("All"), ""), (_("Unread"), "unread=1"))


@requires(VIEW)
@require_POST
def mention_read(request: HttpRequest, pk: int) -> HttpResponse:
    """I have read this one."""
    person = person_of(request)
    mention = get_object_or_404(Mention.objects.of(person), pk=pk)
    read_mentions([mention], by=person, at=timezone.now())
    if is_htmx(request):
        return part(request, "customers/_mention_read.html", {}, "inbox-changed")
    return redirect(came_from(request, reverse("customers:mention_list")))


@requires(VIEW)
@require_POST
def mention_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to where I was named; it counts as read."""
    person = person_of(request)
    mention = get_object_or_404(Mention.objects.of(person), pk=pk)
    read_mentions([mention], by=person, at=timezone.now())
    return redirect("customers:" + mention.kind + "_detail", pk=mention.fact_id)


@requires(VIEW)
@require_POST
def mention_read_all(request: HttpRequest) -> HttpResponse:
    """I have read them all, so many at once."""
    person = person_of(request)
    unread = Mention.objects.of(person).unread().order_by("-mentioned_at")
    read_mentions(list(unread[:AT_ONCE]), by=person, at=timezone.now())
    return redirect("customers:mention_list")


@requires(INTERACTIONS.permission("add"))
@require_GET
def mention_people(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Whom one may name in a note about this customer, by the beginning of a name."""
    customer = find_customer(request, customer_id)
    text = request.GET.get("name", "")[:40]
    people = people_seeing(customer)
    if text:
        words = Q(username__istartswith=text) | Q(name__icontains=text)
        people = people.filter(words)
    usable = [one for one in people[: 2 * MOST_OFFERED] if re.fullmatch(r"[\w.+-]+", one.username)]
    context = {"people": usable[:MOST_OFFERED]}
    return render(request, "customers/_mention_people.html", context)
