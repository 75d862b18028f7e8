"""What can be done to many tasks at once, each through the service of the single act."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.follow_up.forms import PostponeForm
from customers.models import Task
from customers.records.follow_up import TASKS
from customers.selectors import managers_in_reach
from customers.services import tasks as services
from riskcrm.accounts.models import User
from riskcrm.web.bulk import BulkAction

CHANGE = TASKS.permission("change")


class PostponeManyForm(PostponeForm):
    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class GiveManyForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Give to"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = cast("forms.ModelChoiceField[User]", self.fields["to"])
        to.queryset = managers_in_reach(person)


def finish(task: Task, *, by: User, at: dt.datetime) -> None:
    services.finish_task(task, by=by, at=at)


def postpone(task: Task, *, by: User, at: dt.datetime, until: dt.date) -> None:
    services.postpone_task(task, until=until, by=by, at=at)


def give(task: Task, *, by: User, at: dt.datetime, to: User) -> None:
    services.reassign_task(task, to=to, by=by, at=at)


TASK_ACTIONS = (
    BulkAction("finish", pgettext_lazy("task", "Done"), CHANGE, finish),
    BulkAction("postpone", _("Put off"), CHANGE, postpone, PostponeManyForm, "history"),
    BulkAction("give", _("Give"), CHANGE, give, GiveManyForm, "user"),
)
