"""The committed description of the API is the one that the code gives."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMITTED = ROOT / "docs" / "openapi.yaml"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.yaml"
        command = [sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn"]
        done = subprocess.run(
            [*command, "--file", str(fresh)],
            cwd=ROOT,
            check=False,
            env={**os.environ, "RISKCRM_HOME": folder},
        )
        if done.returncode:
            print("the API's schema cannot be made, or only with warnings: see above")
            return 1
        wanted = fresh.read_text().splitlines()
    found = COMMITTED.read_text().splitlines() if COMMITTED.exists() else []
    if found == wanted:
        print("docs/openapi.yaml: up to date")
        return 0
    print(
        "\n".join(list(difflib.unified_diff(found, wanted, "committed", "code", lineterm=""))[:40])
    )
    print("docs/openapi.yaml differs from the code: run 'make schema'")
    return 1


if __name__ == "__main__":
    sys.exit(main())
