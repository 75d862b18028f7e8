"""Pages of runs: which there were, how far one is, and stopping it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from riskcrm.audit.services import Actor
from riskcrm.jobs import services
from riskcrm.jobs.models import Chunk, Run
from riskcrm.jobs.progress import in_words, kind_name, progress_of

PAGE_SIZE = 50
SHOWN_PARKED = 50


class RunPage(PermissionRequiredMixin, View):
    """What the pages of runs share: a permission, and 403 for those without it."""

    permission_required: str = "jobs.view_run"
    raise_exception = True

    @property
    def actor(self) -> Actor:
        """Jobs lie below accounts, so the person is known here by what every user can say."""
        actor: Actor = self.request.user.as_actor()  # type: ignore[union-attr]
        return actor


class RunList(RunPage):
    """All runs, newest first; `?before=<id>` goes on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        runs = Run.objects.order_by("-pk")
        before = request.GET.get("before", "")
        if re.fullmatch("[0-9]{1,18}", before):
            runs = runs.filter(pk__lt=int(before))
        page = list(runs[: PAGE_SIZE + 1])
        now = timezone.now()
        rows = [
            {"run": run, "kind": kind_name(run.kind), "progress": progress_of(run, at=now)}
            for run in page[:PAGE_SIZE]
        ]
        older = page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None
        return render(request, "jobs/run_list.html", {"rows": rows, "older": older})


class RunDetail(RunPage):
    """One run as it goes."""

    template_name = "jobs/run_detail.html"

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = get_object_or_404(Run, pk=run_id)
        is_newest = not Run.objects.filter(kind=run.kind, pk__gt=run.pk).exists()
        parked = run.chunks.filter(state=Chunk.State.PARKED).order_by("number")
        context: dict[str, Any] = {
            "run": run,
            "kind": kind_name(run.kind),
            "progress": progress_of(run, at=timezone.now()),
            "params": in_words(run.params),
            # what an older run counted has moved on since
            "counts": in_words(run.result, linked=is_newest),
            "parked": parked[:SHOWN_PARKED],
        }
        return render(request, self.template_name, context)


class RunProgress(RunDetail):
    """The moving part of a run's page, asked for each second while it goes."""

    template_name = "jobs/_run_progress.html"


class RunCancel(RunPage):
    permission_required = "jobs.change_run"

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = get_object_or_404(Run, pk=run_id)
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Say why you are stopping the run."))
            return redirect("jobs:run_detail", run_id=run.pk)
        try:
            services.cancel_run(run, by=self.actor, at=timezone.now(), reason=reason)
        except services.RunClosed as closed:
            messages.warning(request, str(closed))
        else:
            messages.success(request, _("The run was stopped. What was done stays done."))
        return redirect("jobs:run_detail", run_id=run.pk)


class ChunkRetry(RunPage):
    permission_required = "jobs.change_run"

    def post(self, request: HttpRequest, run_id: int, number: int) -> HttpResponse:
        chunk = get_object_or_404(Chunk, run_id=run_id, number=number)
        try:
            services.retry_chunk(chunk, by=self.actor, at=timezone.now())
        except services.RunClosed as closed:
            messages.warning(request, str(closed))
        return redirect("jobs:run_detail", run_id=run_id)
