"""What the sources of inboxes say that waits for a person."""

from __future__ import annotations

from riskcrm.accounts.inbox import Waiting, count_waiting, sources
from riskcrm.accounts.models import User


def waiting_rows(user: User, *names: str) -> list[Waiting]:
    """Of these sources; the person is read anew, since rights are kept on the object, and the count
    says as many as there are."""
    user = User.objects.get(pk=user.pk)
    known = {source.name: source for source in sources()}
    found = [row for name in names for row in known[name].rows(user, 20)]
    counted = count_waiting(user, 20)
    assert sum(counted[name] for name in names) == len(found)
    return found
