"""Each place that refuses a decision on one's own work says so by `OwnWork`, which is noted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.conf import settings

APPS = ("customers", "scoring", "removal", "monitoring", "riskcrm")
OWN = re.compile(r"\.\w+_id == by\.pk|by\.pk (==|in) ")
NOTED = re.compile(r"OwnWork\(|_own_\w+\(")  # or a function of the module that makes one
SILENT = {
    "removal/services/compartment_grants.py",  # the audit that everybody reads tells nothing of it
    "customers/services/customer_state.py",  # refuses whom it is not about
}


def refusals() -> Iterator[tuple[str, str]]:
    """Where something is compared with who acts and then refused: file and line, and what."""
    files = (path for app in APPS for path in (settings.BASE_DIR / app).rglob("services/**/*.py"))
    for path in files:
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.If) and OWN.search(ast.unparse(node.test)):
                raised = [each for each in node.body if isinstance(each, ast.Raise)]
                yield from ((name, ast.unparse(each.exc)) for each in raised if each.exc)


def test_who_decides_on_their_own_work_is_noted_wherever_it_is_refused() -> None:
    found = list(refusals())
    assert len(found) > 35, "the services are read"
    assert [one for one in found if not NOTED.match(one[1]) and one[0] not in SILENT] == []
