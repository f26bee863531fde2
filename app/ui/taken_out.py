"""Plans taken out on the page: their files wait for a day, over a restart too, so that they can come back."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from app.models import Language
from app.naming import plan_name
from app.ui.uploads import KEPT, Staged
from ingest.models import Plan

# Beside the file. No file that is received can be called so: leading dots are taken away.
_NOTE = ".taken-out.json"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A plan that can come back: the token its file waits under, and how the plan is called."""

    token: str
    name: str


def note(staged: Staged, plan: Plan) -> None:
    """Write beside a plan's file that the plan was taken out."""
    languages: tuple[Language, ...] = ("vi", "en")
    names = {language: plan_name(plan, language) for language in languages}
    (staged.path.parent / _NOTE).write_text(json.dumps(names), "utf-8")


def taken_out(folder: Path, language: Language) -> list[TakenOut]:
    """Return what waits under `folder` of late, the last first."""
    found = []
    for noted in folder.glob(f"*/{_NOTE}"):
        try:
            at, names = noted.stat().st_mtime, json.loads(noted.read_text("utf-8"))
            name = str(names[language])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it came back in this moment, or it was not written to its end
        if time.time() - at < KEPT:
            found.append((at, TakenOut(noted.parent.name, name)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]
