"""Interactions, tasks, plans and the steps of collecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from customers.models import CollectionStep, Interaction, Plan, Task
from customers.records.kinds import (
    TEXT_HEADERS,
    Group,
    Kind,
    Rule,
    Told,
    not_before,
    on_a_day,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OWNER = "responsible|user|负责人|责任人|跟进人"


def ended_with(name: str, message: StrOrPromise) -> Rule:
    """What a plan that has ended says: the same that `end_plan` asks for."""
    return Rule(rf"s.state = 'done' AND s.{name} !~ '\S'", message, f"{name}_missing", name)


INTERACTIONS = Kind(
    Interaction,
    "interactions",
    Group.FOLLOW_UP,
    _("date"),
    (
        Told("at_time", "time|时间"),
        Told("channel", "type|activity type|渠道|方式|跟进方式|沟通方式"),
        Told("direction", "方向"),
        Told("purpose", "目的"),
        Told("subject", "title|主题|标题"),
        Told("content", f"notes|内容|跟进内容|沟通记录|{TEXT_HEADERS}"),
        Told("participants", "attendees|参与人|参与人员"),
        Told("owner", OWNER),
    ),
    ("at_time", "channel", "purpose", "owner"),
    date_headers="date|activity date|跟进日期|沟通日期",
    decided=("is_pinned",),
)
TASKS = Kind(
    Task,
    "tasks",
    Group.FOLLOW_UP,
    _("due date"),
    (
        Told("title", "task|subject|任务|主题", required=True),
        Told("owner", OWNER, is_doer=True),
        Told("state", "status|状态"),
        Told("done_date", "closed time|completed on|完成日期"),
        Told("text", TEXT_HEADERS),
    ),
    ("owner", "state"),
    rules=(on_a_day("state", "done", "done_date", _("Say on which day the task was done.")),),
    may_lie_ahead=True,
    date_headers="due date|due|截止日期|到期日",
    happened=("done_date",),
)
PLANS = Kind(
    Plan,
    "plans",
    Group.FOLLOW_UP,
    _("begun on"),
    (
        Told("problem", "issue|问题|问题描述", required=True),
        Told("cause", "原因"),
        Told("consequence", "后果|影响"),
        Told("measures", "措施类型"),
        Told("measure_text", "measure|action|处理措施|措施"),
        Told("responsible", OWNER, is_doer=True),
        Told("responsible_name", "外部责任人"),
        Told("due_date", "due date|完成时间|计划完成时间"),
        Told("state", "status|状态"),
        Told("done_date", "completed on|实际完成日期"),
        Told("reaction", "result|feedback|结果反馈|客户反应"),
        Told("is_solved", "solved|是否解决"),
        Told("is_risk_lower", "risk lower|风险是否降低"),
        Told("lesson", "lesson learned|经验总结"),
    ),
    ("responsible", "due_date", "state", "is_solved", "is_risk_lower"),
    rules=(
        not_before("due_date", "effective_date", _("A plan cannot be due before it begins.")),
        not_before("done_date", "effective_date", _("A plan cannot end before it began.")),
        on_a_day("state", "done", "done_date", _("Say on which day the plan ended.")),
        ended_with("reaction", _("Say how the customer reacted.")),
        ended_with("lesson", _("Say what one learns from it, so that the next plan is better.")),
    ),
    date_headers="start date|开始日期",
    happened=("done_date",),
)
COLLECTION_STEPS = Kind(
    CollectionStep,
    "collection-steps",
    Group.FOLLOW_UP,
    _("planned for"),
    (
        Told("how", "method|channel|方式|催收方式", required=True),
        Told("owner", OWNER, is_doer=True),
        Told("state", "status|状态"),
        Told("done_date", "done on|完成日期"),
        Told("text", f"result|结果|{TEXT_HEADERS}"),
    ),
    ("how", "owner", "state", "done_date"),
    rules=(on_a_day("state", "done", "done_date", _("Say on which day the step was done.")),),
    may_lie_ahead=True,
    date_headers="planned for|计划日期",
    happened=("done_date",),
)
FOLLOW_UP_KINDS = (INTERACTIONS, TASKS, PLANS, COLLECTION_STEPS)
