"""Pages of following up, and the acts on signals and contracts."""

from django.urls import path

from customers.views import contracts, events, mentions, plans, tasks, timeline, violations

urlpatterns = [
    path("customers/<int:customer_id>/timeline/", timeline.timeline_panel, name="timeline_panel"),
    path("customers/<int:customer_id>/log-contact/", timeline.contact_log, name="contact_log"),
    path("customers/<int:customer_id>/plans/", plans.plan_panel, name="plan_panel"),
    path("customers/<int:customer_id>/people/", mentions.mention_people, name="mention_people"),
    path("interactions/<int:pk>/pin/", timeline.interaction_pin, name="interaction_pin"),
    path("my-tasks/", tasks.MyTaskList.as_view(), name="my_tasks"),
    path("my-tasks/count/", tasks.task_count, name="task_count"),
    path("tasks/<int:pk>/menu/", tasks.task_menu, name="task_menu"),
    path("tasks/<int:pk>/finish/", tasks.task_finish, name="task_finish"),
    path("tasks/<int:pk>/reopen/", tasks.task_reopen, name="task_reopen"),
    path("tasks/<int:pk>/drop/", tasks.task_drop, name="task_drop"),
    path("tasks/<int:pk>/postpone/", tasks.task_postpone, name="task_postpone"),
    path("tasks/<int:pk>/reassign/", tasks.task_reassign, name="task_reassign"),
    path("plans/<int:pk>/end/", plans.plan_end, name="plan_end"),
    path("plans/<int:pk>/drop/", plans.plan_drop, name="plan_drop"),
    path("lessons/", plans.LessonList.as_view(), name="lesson_list"),
    path("market-events/<int:pk>/confirm/", events.event_confirm, name="event_confirm"),
    path("market-events/<int:pk>/dismiss/", events.event_dismiss, name="event_dismiss"),
    path("market-events/<int:pk>/join/", events.event_join, name="event_join"),
    path("contracts/<int:pk>/terminate/", contracts.contract_end, name="contract_end"),
    path("obligations/<int:pk>/fulfil/", contracts.obligation_fulfil, name="obligation_fulfil"),
    path("obligations/<int:pk>/break/", contracts.obligation_break, name="obligation_break"),
    path("obligations/<int:pk>/waive/", contracts.obligation_waive, name="obligation_waive"),
    path("breaches/<int:pk>/cure/", contracts.breach_cure, name="breach_cure"),
    path("policy-violations/<int:pk>/warn/", violations.violation_warn, name="violation_warn"),
    path(
        "policy-violations/<int:pk>/settle/", violations.violation_settle, name="violation_settle"
    ),
    path(
        "policy-violations/<int:pk>/warning/",
        violations.violation_warning,
        name="violation_warning",
    ),
    path("mentions/", mentions.MentionList.as_view(), name="mention_list"),
    path("mentions/read/", mentions.mention_read_all, name="mention_read_all"),
    path("mentions/<int:pk>/read/", mentions.mention_read, name="mention_read"),
    path("mentions/<int:pk>/open/", mentions.mention_open, name="mention_open"),
]
