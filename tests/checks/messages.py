"""Translations: gather the texts, compile them, and check that none is missing or stale.

`python -m tests.checks.messages gather|check`. Gathering needs gettext's programs; the check does
what it can without them and says what it left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALE = Path("riskcrm/locale")
LANGUAGES = ["zh_Hans"]  # English is the source
SOURCES = ["manage.py", "riskcrm", "customers", "scoring", "removal", "monitoring", "templates"]


def main(act: str) -> int:
    if act == "gather":
        _gather(ROOT)
        for language in LANGUAGES:
            _catalogue(ROOT, language).save_as_mofile(str(_path(ROOT, language, "mo")))
        return 0
    faults = [fault for language in LANGUAGES for fault in _faults(language)]
    print("\n".join(faults) or "translations: complete")
    return 1 if faults else 0


def _path(root: Path, language: str, kind: str) -> Path:
    return root / LOCALE / language / "LC_MESSAGES" / f"django.{kind}"


def _catalogue(root: Path, language: str) -> polib.POFile:
    return polib.pofile(str(_path(root, language, "po")))


def _gather(root: Path) -> None:
    """Django's makemessages in this tree; settings come from a home that is thrown away."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "manage.py", "makemessages", "--verbosity=0", "--no-obsolete"]
        command += ["--add-location=file", "--ignore=tests/*", "--ignore=.venv/*"]
        command += [f"--locale={language}" for language in LANGUAGES]
        # settings name this database's role only; nothing connects to it
        subprocess.run(command, cwd=root, check=True, env={**os.environ, "RISKCRM_HOME": home})


def _faults(language: str) -> list[str]:
    path = _path(ROOT, language, "po")
    if not path.exists():
        return [f"{path.relative_to(ROOT)}: missing, run 'make messages'"]
    catalogue = _catalogue(ROOT, language)
    faults = [f"{language}: not translated: {e.msgid!r}" for e in catalogue.untranslated_entries()]
    faults += [f"{language}: fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    faults += _compiled_faults(language, catalogue)
    if shutil.which("xgettext"):
        faults += _stale_faults(language, catalogue)
    else:
        print(
            "translations: gettext is not installed, so texts that were never gathered stay unseen"
        )
    return faults


def _texts(catalogue: list[polib.POEntry]) -> dict[tuple[str, str | None], object]:
    return {
        (entry.msgid, entry.msgctxt): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete and entry.msgid
    }


def _compiled_faults(language: str, catalogue: polib.POFile) -> list[str]:
    path = _path(ROOT, language, "mo")
    if path.exists() and _texts(polib.mofile(str(path))) == _texts(catalogue):
        return []
    return [f"{language}: django.mo differs from django.po, run 'make messages'"]


def _stale_faults(language: str, catalogue: polib.POFile) -> list[str]:
    """Gather in a copy of the sources and compare which texts there are."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "vendor")
                shutil.copytree(source, copy / name, ignore=ignored)
            elif source.exists():
                shutil.copy(source, copy / name)
        shutil.copy(ROOT / "pyproject.toml", copy)
        _gather(copy)
        fresh, known = _texts(_catalogue(copy, language)), _texts(catalogue)
    faults = [f"{language}: not gathered: {text!r}" for text, _ in fresh.keys() - known.keys()]
    faults += [f"{language}: no longer used: {text!r}" for text, _ in known.keys() - fresh.keys()]
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
