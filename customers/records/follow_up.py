"""Interactions, tasks, plans and the steps of collecting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import CollectionStep, Interaction, Plan, Task
from customers.records.kinds import TEXT_HEADERS, Group, Kind, Told, not_before

OWNER = "responsible|user|负责人|责任人|跟进人"

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
        Told("is_pinned", "pinned|置顶"),
    ),
    ("at_time", "channel", "purpose", "owner"),
    date_headers="date|activity date|跟进日期|沟通日期",
)
TASKS = Kind(
    Task,
    "tasks",
    Group.FOLLOW_UP,
    _("due date"),
    (
        Told("title", "task|subject|任务|主题", required=True),
        Told("owner", OWNER),
        Told("state", "status|状态"),
        Told("done_date", "closed time|completed on|完成日期"),
        Told("text", TEXT_HEADERS),
    ),
    ("owner", "state"),
    may_lie_ahead=True,
    date_headers="due date|due|截止日期|到期日",
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
        Told("responsible", OWNER),
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
    rules=(not_before("due_date", "effective_date", _("A plan cannot be due before it begins.")),),
    date_headers="start date|开始日期",
)
COLLECTION_STEPS = Kind(
    CollectionStep,
    "collection-steps",
    Group.FOLLOW_UP,
    _("planned for"),
    (
        Told("how", "method|channel|方式|催收方式", required=True),
        Told("owner", OWNER),
        Told("state", "status|状态"),
        Told("done_date", "done on|完成日期"),
        Told("text", f"result|结果|{TEXT_HEADERS}"),
    ),
    ("how", "owner", "state", "done_date"),
    may_lie_ahead=True,
    date_headers="planned for|计划日期",
)
FOLLOW_UP_KINDS = (INTERACTIONS, TASKS, PLANS, COLLECTION_STEPS)
