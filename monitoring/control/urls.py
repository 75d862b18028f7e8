"""Pages of internal control."""

from __future__ import annotations

from django.urls import URLPattern, path

from monitoring.views import control, control_tests, evidence, exceptions, findings

CONTROL = "control/catalogue/<int:control_id>"
TEST = "control/tests/<int:test_id>"
FINDING = "control/findings/<int:finding_id>"


def control_urls() -> list[URLPattern]:
    return [
        path("control/catalogue/", control.ControlList.as_view(), name="control_list"),
        path(f"{CONTROL}/", control.control_detail, name="control_detail"),
        path(f"{CONTROL}/change/", control.control_change, name="control_change"),
        path(f"{CONTROL}/draw/", control.control_draw, name="control_draw"),
        path("control/tests/", control_tests.ControlTestList.as_view(), name="control_test_list"),
        path(f"{TEST}/", control_tests.control_test_detail, name="control_test_detail"),
        path(f"{TEST}/population/", control_tests.PopulationList.as_view(), name="population"),
        path(
            f"{TEST}/items/<int:place>/",
            control_tests.control_test_item,
            name="control_test_item",
        ),
        path(f"{TEST}/finish/", control_tests.control_test_finish, name="control_test_finish"),
        path(f"{TEST}/redraw/", control_tests.control_test_redraw, name="control_test_redraw"),
        path(f"{TEST}/sign/", control_tests.control_test_sign, name="control_test_sign"),
        path("control/findings/", findings.FindingList.as_view(), name="finding_list"),
        path("control/findings/raise/", findings.finding_raise, name="finding_raise"),
        path(f"{FINDING}/", findings.finding_detail, name="finding_detail"),
        path(f"{FINDING}/follow-up/", findings.finding_follow_up, name="finding_follow_up"),
        path(f"{FINDING}/send-back/", findings.finding_send_back, name="finding_send_back"),
        path(f"{FINDING}/close/", findings.finding_close, name="finding_close"),
        path("control/exceptions/", exceptions.exceptions, name="exceptions"),
        *exceptions.exception_urls(),
        path(
            "customers/<int:customer_id>/evidence/",
            evidence.customer_evidence,
            name="customer_evidence",
        ),
        path("cases/<int:case_id>/evidence/", evidence.case_evidence, name="case_evidence"),
    ]
