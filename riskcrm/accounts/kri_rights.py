"""Rights about key risk indicators and the management reports of the whole book."""

from __future__ import annotations

VIEW_KRIS = "monitoring.view_krilimit"
CHANGE_LIMITS = "monitoring.add_krilimit"
APPROVE_LIMITS = "monitoring.approve_krilimit"
VIEW_REPORTS = "monitoring.view_monthreport"
MAKE_REPORTS = "monitoring.add_monthreport"

READ_KRIS = frozenset({VIEW_KRIS, VIEW_REPORTS})
KEEP_KRIS = READ_KRIS | {MAKE_REPORTS, APPROVE_LIMITS}
