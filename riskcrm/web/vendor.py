"""Front-end files of others: fetched from npm once, pinned by hash, committed, never built.

    python -m riskcrm.web.vendor           check that what is committed is what was pinned
    python -m riskcrm.web.vendor --fetch   fetch again (needs npm) and write vendor.lock

Neither a newcomer nor a server needs node: the files lie in `riskcrm/static/vendor`. Comments that
point to source maps are cut, because the manifest storage would look for files that are not there.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
VENDOR = BASE_DIR / "riskcrm" / "static" / "vendor"
LOCK = VENDOR / "vendor.lock"
AXE = BASE_DIR / "tests" / "browser" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(/[/*]# sourceMappingURL=[^\n]*)")

# one drawing per word of the pages; the sprite holds only these
ICONS = [
    "address-book",
    "adjustments",
    "alert-triangle",
    "api",
    "arrow-left",
    "bell",
    "book",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "coins",
    "columns-3",
    "copy",
    "dots",
    "download",
    "edit",
    "external-link",
    "file-import",
    "file-invoice",
    "filter",
    "gavel",
    "git-merge",
    "history",
    "inbox",
    "info-circle",
    "key",
    "language",
    "layout-dashboard",
    "link",
    "list-check",
    "lock",
    "logout",
    "mail",
    "menu-2",
    "notebook",
    "paperclip",
    "phone",
    "player-play",
    "plus",
    "refresh",
    "report-analytics",
    "scale",
    "search",
    "selector",
    "send",
    "settings",
    "shield-check",
    "upload",
    "user",
    "users",
    "users-group",
    "x",
]


@dataclass(frozen=True)
class Package:
    """Files of one npm package, and where they go."""

    name: str
    version: str
    folder: Path
    files: tuple[str, ...]

    def spec(self) -> str:
        return f"{self.name}@{self.version}"


PACKAGES = (
    Package("@tabler/core", "1.6.1", VENDOR / "tabler-1.6.1", ("dist/css/tabler.min.css",)),
    Package("htmx.org", "2.0.11", VENDOR / "htmx-2.0.11", ("dist/htmx.min.js", "LICENSE")),
    Package(
        "echarts",
        "6.1.0",
        VENDOR / "echarts-6.1.0",
        ("dist/echarts.min.js", "LICENSE", "NOTICE", "licenses/LICENSE-d3"),
    ),
    Package(
        "swagger-ui-dist",
        "5.35.0",
        VENDOR / "swagger-ui-dist",
        (
            "swagger-ui.css",
            "swagger-ui-bundle.js",
            "swagger-ui-bundle.js.LICENSE.txt",
            "swagger-ui-standalone-preset.js",
            "favicon-32x32.png",
            "LICENSE",
            "NOTICE",
        ),
    ),
    Package("axe-core", "4.14.1", AXE / "axe-core-4.14.1", ("axe.min.js", "LICENSE")),
)
SPRITE = Package("@tabler/icons", "3.51.0", VENDOR / "tabler-icons-3.51.0", ("LICENSE",))


def _digest(path: Path) -> str:
    raw = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(raw).decode()


def _unpack(package: Package, into: Path) -> Path:
    done = subprocess.run(
        ["npm", "pack", package.spec(), "--silent"],
        cwd=into,
        capture_output=True,
        text=True,
        check=True,
    )
    with tarfile.open(into / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(into / package.folder.name, filter="data")
    return into / package.folder.name / "package"


def _sprite(icons: Path) -> str:
    """All icons in one file, each a <symbol> that `<use href="…#name">` shows."""
    symbols = []
    for name in ICONS:
        drawing = (icons / f"{name}.svg").read_text()
        paths = re.findall(r'<path(?! stroke="none")[^>]*/>', drawing)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(paths)}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{chr(10).join(symbols)}\n</svg>\n'


def fetch() -> None:
    """Bring every package, keep the named files, write the lock."""
    with tempfile.TemporaryDirectory() as name:
        for package in (*PACKAGES, SPRITE):
            source = _unpack(package, Path(name))
            package.folder.mkdir(parents=True, exist_ok=True)
            for file in package.files:
                content = SOURCE_MAP.sub(b"", (source / file).read_bytes())
                (package.folder / Path(file).name).write_bytes(content)
            if package is SPRITE:
                sprite = _sprite(source / "icons" / "outline")
                (package.folder / "icons.svg").write_text(sprite)
    LOCK.write_text(json.dumps(_state(), indent=1) + "\n")


def _state() -> list[dict[str, str]]:
    """What lies on the disk now, in the form of the lock."""
    rows = []
    for package in (*PACKAGES, SPRITE):
        for path in sorted(package.folder.glob("*")):
            rows.append(
                {
                    "name": package.name,
                    "version": package.version,
                    "file": path.relative_to(BASE_DIR).as_posix(),
                    "sha384": _digest(path),
                }
            )
    return rows


def check() -> list[str]:
    """The files that are missing, changed or not pinned."""
    pinned = {row["file"]: row["sha384"] for row in json.loads(LOCK.read_text())}
    present = {row["file"]: row["sha384"] for row in _state()}
    return sorted(
        file for file in pinned.keys() | present.keys() if pinned.get(file) != present.get(file)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetch", action="store_true", help="fetch again, needs npm")
    if parser.parse_args().fetch:
        fetch()
    wrong = check()
    for file in wrong:
        sys.stderr.write(f"{file} is not what vendor.lock says\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
